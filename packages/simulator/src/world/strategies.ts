import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';

import type { Chance } from '../chance/createChance.ts';
import type { Trader } from '../process/trader.ts';
import type { CallPlan, Intent, Schedule } from '../schedule/schedule.ts';
import type { VirtualTime } from '../time/virtualTime.ts';

/** What strategies work with. */
export interface StrategyWorld {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly schedule: Schedule;
  readonly traders: readonly Trader[];
  /** Mints in the order of the pools. */
  readonly mints: readonly string[];
  readonly answered: (intent: number, result: ExecutionResult) => void;
}

/**
 * Lets every strategy ask for what it wants, and ask again with the same key until it knows.
 *
 * @returns when all of them know.
 */
export async function runStrategies(world: StrategyWorld): Promise<void> {
  const { schedule } = world;
  await Promise.all(
    schedule.intents.flatMap((intent) => [
      ...intent.calls.map(async (call) => askUntilKnown(world, intent, call)),
      cancelInTime(world, intent),
    ]),
  );
}

async function askUntilKnown(world: StrategyWorld, intent: Intent, call: CallPlan): Promise<void> {
  const { time, chance, answered } = world;
  const trader = traderOf(world, intent);
  const request = requestOf(world, intent, call);
  await wait(time, call.atMs - time.nowMs());
  let denials = 0;
  for (;;) {
    const result = await trader.execute(request);
    if (result !== undefined) answered(intent.number, result);
    // Without a key nobody can ask for the same trade again.
    if (intent.key === undefined) return;
    if (result !== undefined) {
      if (result.status === 'denied') denials += 1;
      if (isKnown(result) || denials > world.schedule.deniedRepeatsMax) return;
    }
    await wait(time, chance.between(...world.schedule.pauseMs));
  }
}

async function cancelInTime(world: StrategyWorld, intent: Intent): Promise<void> {
  const { time, answered } = world;
  const { key, cancelAtMs } = intent;
  if (cancelAtMs === undefined || key === undefined) return;
  await wait(time, cancelAtMs - time.nowMs());
  const result = await traderOf(world, intent).ask(async (adapter) => adapter.cancel(key));
  if (result !== undefined) answered(intent.number, result);
}

/** Whether an answer is the last word on a trade. */
function isKnown({ status, keyReusable }: ExecutionResult): boolean {
  switch (status) {
    case 'filled':
    case 'failed':
    case 'cancelled':
    case 'conflicted':
    case 'resolved':
      return true;
    case 'denied':
      return keyReusable !== true;
    case 'received':
    case 'admitted':
    case 'executing':
    case 'settling':
    case undefined:
      return false;
    default:
      return status satisfies never;
  }
}

function traderOf({ traders }: StrategyWorld, { wallet }: Intent): Trader {
  const trader = traders[wallet];
  if (trader === undefined) throw new RangeError(`wallet ${wallet} has no trader`);
  return trader;
}

function requestOf(world: StrategyWorld, intent: Intent, call: CallPlan): AnyExecutionRequest {
  const { key, amountIn, sellPortionBps, limitPrice } = intent;
  const mint = world.mints[intent.pool] ?? '';
  return {
    tokenAddress: mint as unknown as AnyExecutionRequest['tokenAddress'],
    chain: 'solana',
    side: intent.side,
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(amountIn === undefined ? {} : { amountBaseUnits: String(amountIn) }),
    ...(sellPortionBps === undefined ? {} : { sellPortionBps }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    slippageBps: intent.slippageBps,
    maxRetries: intent.maxRetries,
    deadlineMs: intent.deadlineMs,
    lanePolicy: intent.lanePolicy,
    waitMs: call.waitMs,
  };
}

async function wait(time: VirtualTime, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    time.after(milliseconds, resolve);
  });
}
