import type { EventTime, TradeRecord } from '@quantbot/executor';

/** What one trade contributes to figures over time. */
export interface TradeSample {
  readonly atMs: number;
  /** Attempts that ran on chain. */
  readonly landed: number;
  /** Attempts that reverted, or are proven dead. */
  readonly failed: number;
  /** Slots from the signature to the landing. */
  readonly slotsToLand: readonly number[];
  readonly slippageBps: number | undefined;
  readonly feesLamports: number;
  readonly tipsLamports: number;
  /** Milliseconds that each part of it took. */
  readonly latencyMs: Readonly<Record<string, number>>;
}

type EventName = EventTime['name'];

/** Parts of a trade between two events of its journal, the last of the first and the first of the second. */
const PARTS: ReadonlyArray<readonly [part: string, from: EventName, to: EventName]> = [
  ['prepare', 'TradeAdmitted', 'AttemptSigned'],
  ['submit', 'AttemptSigned', 'LaneAcknowledged'],
  ['confirm', 'AttemptSigned', 'AttemptConfirmed'],
  ['fill', 'AttemptConfirmed', 'FillRead'],
  ['settle', 'FillRead', 'FillRecorded'],
  ['answer', 'TradeReceived', 'FillRead'],
];

/** Works out what a trade contributes. */
export function sampleOf(trade: TradeRecord, events: readonly EventTime[]): TradeSample {
  const { attempts, result, createdAtMs } = trade;
  const landed = attempts.filter(({ status }) => status === 'confirmed');
  const failed = attempts.filter(({ status }) => status === 'reverted' || status === 'expired');
  return {
    atMs: createdAtMs,
    landed: landed.length,
    failed: failed.length,
    slotsToLand: landed.flatMap(({ landedSlot, signedAtSlot }) =>
      landedSlot === undefined ? [] : [Math.max(0, Number(landedSlot) - Number(signedAtSlot))],
    ),
    slippageBps: result?.success === true ? result.slippageBps : undefined,
    feesLamports: result?.fees?.totalFee ?? 0,
    tipsLamports: result?.jitoTip ?? 0,
    latencyMs: latenciesOf(events),
  };
}

function latenciesOf(events: readonly EventTime[]): Record<string, number> {
  const latencies: Record<string, number> = {};
  for (const [part, from, to] of PARTS) {
    const end = events.find(({ name }) => name === to)?.atMs;
    if (end === undefined) continue;
    const start = events.findLast(({ name, atMs }) => name === from && atMs <= end)?.atMs;
    if (start !== undefined) latencies[part] = end - start;
  }
  return latencies;
}
