import type { Trade } from '../wire/tradeShapes.ts';

/** How a state is to be taken: on its way, good, bad, in need of a look, or of no weight. */
export type Tone = 'busy' | 'good' | 'bad' | 'warn' | 'calm';

/** Where a trade stands on its way. */
export interface TradeStage {
  /** In a word or two. */
  readonly label: string;
  /** Steps done of {@link STAGE_STEPS}. */
  readonly done: number;
  readonly tone: Tone;
}

/** Steps of a trade from claim to finality. */
export const STAGE_STEPS = [
  'claimed',
  'admitted',
  'signed',
  'sent',
  'in a block',
  'final',
] as const;

/** Works out where a trade stands, from its state and that of its newest attempt. */
export function tradeStage(
  trade: Pick<Trade, 'status' | 'attempts' | 'attemptStatus' | 'mode' | 'unprovable'>,
): TradeStage {
  switch (trade.status) {
    case 'received':
      return { label: 'received', done: 1, tone: 'busy' };
    case 'admitted':
      return {
        label: trade.attempts === 0 ? 'preparing' : 'trying again',
        done: 2,
        tone: 'busy',
      };
    case 'executing':
      return executingStage(trade);
    case 'settling':
      return { label: 'settling', done: 5, tone: 'busy' };
    case 'filled':
      return trade.mode === 'dry'
        ? { label: 'rehearsed', done: 2, tone: 'calm' }
        : { label: 'filled', done: 6, tone: 'good' };
    case 'denied':
      return { label: 'denied', done: 1, tone: 'calm' };
    case 'cancelled':
      return { label: 'cancelled', done: 1, tone: 'calm' };
    case 'failed':
      return { label: 'failed', done: 0, tone: 'bad' };
    case 'conflicted':
      return { label: 'in conflict', done: 0, tone: 'bad' };
    case 'resolved':
      return { label: 'resolved', done: 6, tone: 'calm' };
    default:
      return trade.status satisfies never;
  }
}

function executingStage({
  attemptStatus,
  unprovable,
}: Pick<Trade, 'attemptStatus' | 'unprovable'>): TradeStage {
  if (unprovable !== undefined) return { label: 'unprovable', done: 4, tone: 'bad' };
  switch (attemptStatus) {
    case 'prepared':
      return { label: 'at the signer', done: 2, tone: 'busy' };
    case 'submitted':
      return { label: 'submitted', done: 4, tone: 'busy' };
    case 'in_doubt':
      return { label: 'in doubt', done: 4, tone: 'warn' };
    case 'landed':
    case 'confirmed':
      return { label: 'landed', done: 5, tone: 'busy' };
    case undefined:
    default:
      return { label: 'signed', done: 3, tone: 'busy' };
  }
}
