import { defineMetrics } from './metricDefinition.ts';
import { PIPELINE_STAGES } from './pipelineStages.ts';
import { ROLLOUT_METRICS } from './rolloutMetrics.ts';

const SIDES = ['buy', 'sell'] as const;
const MODES = ['live', 'dry'] as const;
const ENDED_STATUSES = [
  'denied',
  'filled',
  'failed',
  'cancelled',
  'conflicted',
  'resolved',
] as const;
const ANSWERS = [
  'success',
  'denied',
  'failed',
  'unknown',
  'configuration',
  'note',
  'internal',
] as const;
const LANES = ['jito', 'rpc', 'none'] as const;
const ENDPOINT_KINDS = ['node', 'block-engine'] as const;
const PURPOSES = ['reads', 'sends'] as const;
const CODES = { boundedBy: 'the error catalogue' } as const;
const CLASSES = { boundedBy: 'the part of an error code before its double underscore' } as const;
const ENDPOINTS = { boundedBy: 'the configured endpoints, scheme and host' } as const;
const EVENTS = { boundedBy: 'the table of event names' } as const;

const ENDPOINT_LABELS = { endpoint: ENDPOINTS, kind: ENDPOINT_KINDS, purpose: PURPOSES } as const;
const STAGE_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
] as const;
const TRADE_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 90, 120, 300] as const;
const COMMIT_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1,
] as const;

/**
 * Every metric of execution. An adapter knows names, units, labels and buckets from here, and
 * docs/metrics.md is made of it. Counters count since the process started; money is in lamports.
 */
export const METRICS = defineMetrics({
  quantbot_run_info: {
    type: 'gauge',
    unit: 'none',
    help: '1, with what the process was set up for.',
    labels: { mode: MODES, cluster: ['mainnet-beta', 'testnet', 'devnet', 'sandbox'] },
  },
  quantbot_answers_total: {
    type: 'counter',
    unit: 'calls',
    help: 'Answers of execute(), by what they say.',
    labels: { side: SIDES, answer: ANSWERS },
  },
  quantbot_answer_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from a call of execute() to its answer.',
    labels: { answer: ANSWERS },
    buckets: TRADE_SECONDS,
  },
  quantbot_errors_total: {
    type: 'counter',
    unit: 'errors',
    help: 'Answers of execute() that carry an error code. A remark on a success counts as well.',
    labels: { class: CLASSES, code: CODES },
  },
  quantbot_trades_received_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades that were claimed, also those that the gates denied in the same commit.',
    labels: { mode: MODES, side: SIDES },
  },
  quantbot_trades_ended_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades that came to an end, by its state. A conflict after another end counts again.',
    labels: { mode: MODES, side: SIDES, status: ENDED_STATUSES },
  },
  quantbot_trade_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Wall time from the claim of a trade to its end, finality included.',
    labels: { mode: MODES, side: SIDES, status: ENDED_STATUSES },
    buckets: TRADE_SECONDS,
  },
  quantbot_open_trades: {
    type: 'gauge',
    unit: 'trades',
    help: 'Trades that have not ended, by their state.',
    labels: { mode: MODES, status: ['received', 'admitted', 'executing', 'settling'] },
  },
  quantbot_open_attempts: {
    type: 'gauge',
    unit: 'attempts',
    help: 'Signed or prepared transactions that may still change the chain or are not final.',
    labels: {
      status: ['prepared', 'signed', 'submitted', 'in_doubt', 'landed', 'confirmed'],
    },
  },
  quantbot_oldest_unknown_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds since the Unix epoch',
    help: 'When the oldest signature of unknown outcome was made or found; 0 while there is none.',
    labels: {},
  },
  quantbot_stage_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that a stage of the pipeline took. A fault is a refusal, an error a defect.',
    labels: { stage: PIPELINE_STAGES, outcome: ['ok', 'fault', 'error'] },
    buckets: STAGE_SECONDS,
  },
  quantbot_attempts_signed_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Transactions that were signed.',
    labels: { side: SIDES },
  },
  quantbot_attempts_ended_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Signed transactions that are final: they ran, failed on chain, or are proven dead.',
    labels: { lane: LANES, outcome: ['filled', 'reverted', 'expired'] },
  },
  quantbot_landing_slots: {
    type: 'histogram',
    unit: 'slots',
    help: 'Slots from the signing of a transaction to the block it was confirmed in.',
    labels: { lane: LANES },
    buckets: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 150],
  },
  quantbot_landing_rate_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of the newest attempts that landed, over the window of the breaker.',
    labels: {},
  },
  quantbot_slippage_bps: {
    type: 'histogram',
    unit: 'basis points',
    help: 'How much less than quoted a fill brought; negative when it brought more.',
    labels: { side: SIDES },
    buckets: [-100, -50, -20, -10, -5, -1, 0, 1, 5, 10, 20, 50, 100, 200, 500, 1000],
  },
  quantbot_swap_lamports_total: {
    type: 'counter',
    unit: 'lamports',
    help: 'Lamports on the SOL side of final swaps.',
    labels: { side: SIDES },
  },
  quantbot_fee_lamports_total: {
    type: 'counter',
    unit: 'lamports',
    help: 'Fees and tips that final transactions paid, those that failed on chain included.',
    labels: { kind: ['base', 'priority', 'tip'] },
  },
  quantbot_rent_locked_lamports_total: {
    type: 'counter',
    unit: 'lamports',
    help: 'Rent that final trades locked in new accounts.',
    labels: {},
  },
  quantbot_rent_freed_lamports_total: {
    type: 'counter',
    unit: 'lamports',
    help: 'Rent that final trades freed by closing accounts.',
    labels: {},
  },
  quantbot_rollbacks_total: {
    type: 'counter',
    unit: 'events',
    help: 'Landings that were seen and are gone.',
    labels: { from: ['landed', 'confirmed'] },
  },
  quantbot_conflicts_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades that the chain contradicted.',
    labels: {},
  },
  quantbot_submission_doubts_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Attempts whose first round of sends brought no acknowledgement.',
    labels: {},
  },
  quantbot_expiry_searches_total: {
    type: 'counter',
    unit: 'events',
    help: 'Searches for the proof that an attempt is dead, by what they came to.',
    labels: { outcome: ['proven', 'unproven', 'unprovable', 'found', 'signed'] },
  },
  quantbot_unprovable_attempts_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Attempts whose death no node is left to prove; a person has to decide.',
    labels: {},
  },
  quantbot_signer_errors_total: {
    type: 'counter',
    unit: 'errors',
    help: 'Signatures that the signer did not bring.',
    labels: { kind: ['local', 'remote'], code: CODES },
  },
  quantbot_lane_answers_total: {
    type: 'counter',
    unit: 'calls',
    help: 'What lanes said to signed bytes. None of it proves a landing or its absence.',
    labels: {
      lane: ['jito', 'rpc'],
      endpoint: ENDPOINTS,
      answer: ['acknowledged', 'refused', 'in-doubt'],
    },
  },
  quantbot_lane_skips_total: {
    type: 'counter',
    unit: 'events',
    help: 'First turns of an attempt at an endpoint that came without budget, health or leave.',
    labels: {
      lane: ['jito', 'rpc'],
      endpoint: ENDPOINTS,
      reason: ['over budget', 'resting', 'held', 'no room'],
    },
  },
  quantbot_endpoint_calls_total: {
    type: 'counter',
    unit: 'calls',
    help: 'Calls of endpoints, by how they went.',
    labels: { ...ENDPOINT_LABELS, outcome: ['ok', 'answered', 'throttled', 'failed'] },
  },
  quantbot_endpoint_call_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that an endpoint took for a usable answer.',
    labels: ENDPOINT_LABELS,
    buckets: STAGE_SECONDS,
  },
  quantbot_endpoint_resting: {
    type: 'gauge',
    unit: 'none',
    help: '1 while the circuit of an endpoint is open and it is left alone, else 0.',
    labels: ENDPOINT_LABELS,
  },
  quantbot_endpoint_budget_used_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of its calls a second that an endpoint has used up, as of its last call.',
    labels: ENDPOINT_LABELS,
  },
  quantbot_trading_state: {
    type: 'gauge',
    unit: 'none',
    help: '1 for the state that trading is in, the halt file included, and 0 for the others.',
    labels: { state: ['active', 'reducing', 'halted'] },
  },
  quantbot_breaker_open: {
    type: 'gauge',
    unit: 'none',
    help: '1 while the breaker restricts all trading; for tokens, how many it has stopped.',
    labels: { scope: ['all', 'tokens'] },
  },
  quantbot_breaker_trips_total: {
    type: 'counter',
    unit: 'events',
    help: 'Times that the breaker changed the trading state, by the state it changed to.',
    labels: { state: ['reducing', 'halted'] },
  },
  quantbot_signing_held: {
    type: 'gauge',
    unit: 'none',
    help: '1 while nothing is signed for the wallet for this reason, else 0.',
    labels: { code: CODES },
  },
  quantbot_journal_commit_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that a durable commit of the journal took.',
    labels: {},
    buckets: COMMIT_SECONDS,
  },
  quantbot_journal_anchor_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds since the Unix epoch',
    help: 'When the journal last tied a commit to all before it.',
    labels: {},
  },
  quantbot_journal_broken: {
    type: 'gauge',
    unit: 'none',
    help: '1 once the journal cannot be written and nothing is signed any more, else 0.',
    labels: {},
  },
  quantbot_reconcile_verdicts_total: {
    type: 'counter',
    unit: 'events',
    help: 'Assets of the wallet held against the journal, by what was found.',
    labels: { verdict: ['even', 'surplus', 'deficit', 'disputed', 'unread'] },
  },
  quantbot_reconcile_deficits: {
    type: 'gauge',
    unit: 'none',
    help: 'Assets of the wallet of which less is there than the journal explains.',
    labels: {},
  },
  quantbot_reconcile_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds since the Unix epoch',
    help: 'When the wallet was last held against the journal.',
    labels: {},
  },
  quantbot_events_total: {
    type: 'counter',
    unit: 'events',
    help: 'Events of execution. Counted by the adapter itself.',
    labels: { event: EVENTS, level: ['debug', 'info', 'warn', 'error'] },
  },
  quantbot_stub_trades_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades that the stub simulated or refused.',
    labels: {
      outcome: ['executed', 'denied', 'failed', 'unknown', 'configuration', 'note', 'internal'],
      code: CODES,
    },
  },
  quantbot_workflow_trades_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades that a workflow asked for, by what became of them.',
    labels: {
      outcome: ['executed', 'denied', 'failed', 'unknown', 'unavailable'],
      side: SIDES,
      code: CODES,
    },
  },
  ...ROLLOUT_METRICS,
  quantbot_telemetry_failures_total: {
    type: 'counter',
    unit: 'errors',
    help: 'Emissions that a sink of telemetry threw at. Trades never notice.',
    labels: { sink: ['console', 'pino', 'prometheus', 'opentelemetry', 'other'] },
  },
});

/** Name of a metric of execution. */
export type MetricName = keyof typeof METRICS;

/** Labels that a metric has to be given, with the values they may have. */
export type MetricLabels<Name extends MetricName> = {
  readonly [
    Label in keyof (typeof METRICS)[Name]['labels']
  ]: (typeof METRICS)[Name]['labels'][Label] extends readonly (infer Value)[] ? Value : string;
};
