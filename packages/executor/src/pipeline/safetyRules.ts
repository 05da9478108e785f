import { isPastLife, judgeStatus } from '../confirm/confirmAttempt.ts';
import { isProof, testify } from '../confirm/testify.ts';
import { deathHeightOf } from '../facts/chainFacts.ts';
import { mergeViews } from '../facts/walletView.ts';
import { computeFill } from '../fill/computeFill.ts';
import { worstOutlay } from '../gates/outlayLedger.ts';
import { nextStep } from './nextStep.ts';
import { firstFloor, frozenAmountIn } from './prepareTrade.ts';
import { resumeStep } from './resumeTrades.ts';
import { signRefusal } from './signRefusal.ts';

/**
 * The decisions that the promise hangs on, each a function of what it is given. The product runs
 * with `SAFETY_RULES`; the simulator replaces one at a time and so shows that its checks notice.
 */
export interface SafetyRules {
  /** Height above which bytes signed now can no longer land. */
  readonly deathHeightOf: typeof deathHeightOf;
  /** Whether a status ends the wait for an attempt, and how. */
  readonly judgeStatus: typeof judgeStatus;
  /** Whether an attempt is old enough for a search for a proof of its death. */
  readonly isPastLife: typeof isPastLife;
  /** What one node has to say for the death of an attempt. */
  readonly testify: typeof testify;
  /** Whether those who testify are enough to hold an attempt for dead. */
  readonly isProof: typeof isProof;
  /** What is made of what operators tell of a wallet. */
  readonly mergeViews: typeof mergeViews;
  /** What a transaction moved and cost. */
  readonly computeFill: typeof computeFill;
  /** What a restart does with a trade it finds open. */
  readonly resumeStep: typeof resumeStep;
  /** What follows once every attempt of a trade is proven dead. */
  readonly nextStep: typeof nextStep;
  /** Least output that no further attempt may go below. */
  readonly firstFloor: typeof firstFloor;
  /** Input that the first attempt fixed for all further ones. */
  readonly frozenAmountIn: typeof frozenAmountIn;
  /** Lamports that an open trade counts for. */
  readonly worstOutlay: typeof worstOutlay;
  /** Why nothing may be signed now. */
  readonly signRefusal: typeof signRefusal;
}

/** The rules of the product. */
export const SAFETY_RULES: SafetyRules = {
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
};
