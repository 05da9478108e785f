import type { AnyExecutionRequest, TradeSide } from '@quantbot/core';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { TradingControl } from '../gates/tradingControl.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createTradeLog, type TradeLog } from '../journal/tradeLog.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { TradingDecision } from '../journal/tradingChange.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { madeUpAttempt } from './fakeParts.ts';
import { createFakePlatform } from './fakePlatform.ts';
import { admitFixture, FIXTURE_REQUEST, fixtureClaim } from './journalFixtures.ts';
import { openTestJournal } from './openTestJournal.ts';
import { PLAN, planConfig } from './tradeFixtures.ts';

/** Where the scene has its halt file. */
export const HALT_FILE = 'data/HALT';

/** A decision of a person. */
export function decision(state: TradingDecision['state'], changes: Partial<TradingDecision> = {}) {
  const words = { origin: 'person', by: 'ann', reason: 'r', inFlight: 'reduce-only' } as const;
  return { state, ...words, ...changes };
}

/** A small request. */
export function request(side: TradeSide, changes: object = {}): AnyExecutionRequest {
  return { ...FIXTURE_REQUEST, side, amount: 0.001, ...changes };
}

/** A control over a real journal, and trades that end as a test wants. */
export async function openTradingScene(
  config: Partial<ExecutionAdapterConfig> = {},
  directory?: string,
) {
  const opened = await openTestJournal(directory);
  const { journal } = opened;
  const platform = createFakePlatform();
  const events: string[] = [];
  const all = planConfig({
    platform,
    maxConsecutiveFailures: 3,
    breakerProbeLamportsMax: 1_000_000n,
    haltFilePath: HALT_FILE,
    ...config,
  });
  const telemetry = {
    ...createExecutorTelemetry({ port: undefined, clock: all.clock, platform }),
    event: (_level: string, name: string) => {
      events.push(name);
    },
  };
  const control = new TradingControl({ config: all, journal, telemetry });
  const log = createTradeLog(journal, (before, after) => {
    control.observe(before, after);
  });
  let trades = journal.list({ limit: 9_999 }).length;
  const admit = (side: TradeSide = 'buy', changes: object = {}): TradeRecord => {
    trades += 1;
    const id = `trade-${trades}`;
    const asked = request(side, changes);
    const claim = fixtureClaim(id, { key: id, wallet: PLAN.wallet, request: asked });
    const claimed = admitFixture(journal, claim);
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    log.adopt(claimed.trade);
    control.admitted(claimed.trade);
    return claimed.trade;
  };
  const steps = stepsOf(log, admit);
  const entry = (side: TradeSide = 'buy', changes: object = {}) =>
    control.entryRefusal(request(side, changes))?.code;
  return {
    ...opened,
    control,
    platform,
    events,
    admit,
    ...steps,
    entry,
    state: () => control.state(),
  };
}

/** How trades go on, each from its claim to an end. */
function stepsOf(log: TradeLog, admit: (side?: TradeSide, changes?: object) => TradeRecord) {
  const signed = (trade: TradeRecord): TradeRecord => {
    const attempt = { ...madeUpAttempt(), signature: `signature of ${trade.tradeId}` };
    return log.record(trade.tradeId, { name: 'AttemptSigned', attempt });
  };
  const end = (trade: TradeRecord, ...events: TradeEvent[]) => log.record(trade.tradeId, ...events);
  const fail = (side: TradeSide = 'buy', changes: object = {}): TradeRecord => {
    const trade = signed(admit(side, changes));
    return end(trade, reverted(trade, 'CONFIRM__REVERTED'), failed('CONFIRM__REVERTED'));
  };
  const slip = (side: TradeSide = 'buy', changes: object = {}): TradeRecord => {
    const trade = signed(admit(side, changes));
    const code = 'CONFIRM__SLIPPAGE_EXCEEDED';
    return end(trade, reverted(trade, code), failed(code));
  };
  const run = (side: TradeSide = 'buy', changes: object = {}): TradeRecord => {
    const trade = signed(admit(side, changes));
    return confirm(trade);
  };
  const confirm = (trade: TradeRecord): TradeRecord =>
    end(trade, {
      name: 'AttemptConfirmed',
      signature: `signature of ${trade.tradeId}`,
      slot: '1010',
      witness: 'a',
    });
  return { signed, end, fail, slip, run, confirm };
}

function reverted(
  { tradeId }: TradeRecord,
  code: 'CONFIRM__REVERTED' | 'CONFIRM__SLIPPAGE_EXCEEDED',
): TradeEvent {
  const signature = `signature of ${tradeId}`;
  const words = { slot: '1010', error: 'e', feeLamports: '5000', witness: 'a', code };
  return { name: 'AttemptReverted', signature, ...words };
}

function failed(code: 'CONFIRM__REVERTED' | 'CONFIRM__SLIPPAGE_EXCEEDED'): TradeEvent {
  return { name: 'TradeFailed', code, result: { success: false, errorCode: code } };
}
