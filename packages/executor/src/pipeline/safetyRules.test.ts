import { expect, it } from 'vitest';

import { isPastLife, judgeStatus } from '../confirm/confirmAttempt.ts';
import { isProof, testify } from '../confirm/testify.ts';
import { deathHeightOf } from '../facts/chainFacts.ts';
import { mergeViews } from '../facts/walletView.ts';
import { computeFill } from '../fill/computeFill.ts';
import { worstOutlay } from '../gates/outlayLedger.ts';
import { nextStep } from './nextStep.ts';
import { firstFloor, frozenAmountIn } from './prepareTrade.ts';
import { resumeStep } from './resumeTrades.ts';
import { SAFETY_RULES } from './safetyRules.ts';
import { signRefusal } from './signRefusal.ts';

it('decides with the functions of the stages and nothing else', () => {
  expect(SAFETY_RULES).toEqual({
    deathHeightOf,
    judgeStatus,
    isPastLife,
    testify,
    isProof,
    mergeViews,
    computeFill,
    resumeStep,
    nextStep,
    firstFloor,
    frozenAmountIn,
    worstOutlay,
    signRefusal,
  });
});
