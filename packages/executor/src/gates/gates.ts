import { dailyFeesGate } from './dailyFeesGate.ts';
import { dailyLossGate } from './dailyLossGate.ts';
import { dailyVolumeGate } from './dailyVolumeGate.ts';
import { exposureGate } from './exposureGate.ts';
import type { AdmissionGate, Gate, GateRow, QuoteFacts } from './gate.ts';
import { markedLossGate } from './markedLossGate.ts';
import { openTradesGate } from './openTradesGate.ts';
import { orderRateGate } from './orderRateGate.ts';
import { positionGate } from './positionGate.ts';
import { positionsGate } from './positionsGate.ts';
import { priceDeviationGate } from './priceDeviationGate.ts';
import { priceImpactGate } from './priceImpactGate.ts';
import { tokenListGate } from './tokenListGate.ts';
import { tokenSafetyGate } from './tokenSafetyGate.ts';
import { tradeSizeGate } from './tradeSizeGate.ts';

/** Gates that are asked in the commit that claims the trade, in this order. */
export const ADMISSION_GATES: readonly AdmissionGate[] = [
  openTradesGate,
  tokenListGate,
  tradeSizeGate,
  positionGate,
  exposureGate,
  positionsGate,
  dailyLossGate,
  dailyVolumeGate,
  dailyFeesGate,
  orderRateGate,
];

/** Gates that are asked once chain and venue have answered, in this order, before each attempt. */
export const QUOTE_GATES: ReadonlyArray<Gate<QuoteFacts>> = [
  tokenSafetyGate,
  priceImpactGate,
  priceDeviationGate,
  markedLossGate,
];

/** Gates that are asked before the claim, where they cost no key. */
const BEFORE_CLAIM: readonly GateRow[] = [
  {
    name: 'tradingState',
    stage: 'before the claim',
    appliesTo: 'both',
    codes: [
      'RISK__TRADING_HALTED',
      'RISK__TRADING_REDUCING',
      'BREAKER__OPEN',
      'BREAKER__TOKEN_OPEN',
      'BREAKER__PROBE_TOO_LARGE',
    ],
    settings: [
      'maxConsecutiveFailures and breaker… (settings of their own)',
      'haltFilePath (likewise)',
    ],
    unit: 'see the settings',
    fallback: 'active',
    rule: 'Halted: every trade. Reducing: every buy but a probe. A token that reverts: its buys.',
  },
  {
    name: 'slippage',
    stage: 'before the claim',
    appliesTo: 'both',
    codes: ['VALIDATE__SLIPPAGE_EXCEEDS_CEILING'],
    settings: ['slippageBpsMax (a setting of its own)'],
    unit: 'basis points',
    fallback: '1000',
    rule: 'The request asks for more slippage.',
  },
];

/** Gates that are part of how a trade is prepared and signed. */
const PREPARATION: readonly GateRow[] = [
  {
    name: 'feeBudget',
    stage: 'quote',
    appliesTo: 'both',
    codes: ['BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM'],
    settings: ['priorityFeeLamportsMax (a setting of its own)', 'tipLamportsMax (likewise)'],
    unit: 'lamports an attempt',
    fallback: '1 000 000 each',
    rule: 'The request insists on a higher priority fee. Fees and tips of ours bend to the caps.',
  },
  {
    name: 'solReserve',
    stage: 'quote',
    appliesTo: 'both',
    codes: ['WALLET__SOL_BELOW_REQUIRED'],
    settings: ['solReserveLamportsMin'],
    unit: 'lamports',
    fallback: 'none; live trading needs it',
    rule:
      'Less would stay in the wallet after this trade and all that other open trades may take. ' +
      'The transaction asserts it on chain as well.',
  },
  {
    name: 'quoteAge',
    stage: 'last look',
    appliesTo: 'both',
    codes: ['QUOTE__STALE'],
    settings: ['quoteAgeMsMax (a setting of its own)'],
    unit: 'milliseconds',
    fallback: '5000',
    rule: 'The quote is older when it is to be signed.',
  },
];

/** Every gate in the order in which it is asked. docs/risk.md is made of it. */
export const GATES: readonly GateRow[] = [
  ...BEFORE_CLAIM,
  ...ADMISSION_GATES,
  ...QUOTE_GATES,
  ...PREPARATION,
];
