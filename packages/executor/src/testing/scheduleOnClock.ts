import type { SendAnswer } from '../chain/chainNode.ts';
import { createEndpointGuard } from '../chain/endpointGuard.ts';
import type { LaneEndpoint } from '../lanes/lane.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createSendSchedule, type BroadcastPlan, type FirstRound } from '../submit/sendSchedule.ts';
import { createFakePlatform } from './fakePlatform.ts';

/** One send that left a schedule. */
export interface Sent {
  readonly atMs: number;
  readonly endpoint: string;
  readonly tradeId: string;
}

/** A schedule over endpoints with real budgets, and everything that leaves it. */
export function scheduleOnClock(options: {
  readonly perSecondMax?: number;
  readonly endpoints?: readonly string[];
  readonly answer?: (label: string) => Promise<SendAnswer>;
  readonly delay?: ExecutorPlatform['delay'];
}) {
  const platform = createFakePlatform();
  const sent: Sent[] = [];
  const defects: unknown[] = [];
  const closing = new AbortController();
  const { perSecondMax = 10, answer = async () => ({ kind: 'acknowledged' }) as const } = options;
  const endpoints = (options.endpoints ?? ['http://node']).map((label): LaneEndpoint => {
    const guard = createEndpointGuard({
      kind: 'node',
      label,
      purpose: 'sends',
      perSecondMax,
      platform,
    });
    return {
      lane: 'rpc',
      label,
      guard,
      send: async (wire) => {
        const tradeId = new TextDecoder().decode(wire);
        sent.push({ atMs: platform.monotonicMs(), endpoint: label, tradeId });
        return guard.call(async () => answer(label), {
          thrown: () => ({ kind: 'failed', reason: '' }),
        });
      },
    };
  });
  let loops = 0;
  const failures: unknown[] = [];
  const schedule = createSendSchedule({
    repeatIntervalMs: 1_000,
    platform: { ...platform, delay: options.delay ?? platform.delay },
    endpoints,
    closing: closing.signal,
    run: (work) => {
      loops += 1;
      void work()
        .catch((cause: unknown) => failures.push(cause))
        .finally(() => (loops -= 1));
    },
    onDefect: (_plan, cause) => defects.push(cause),
  });
  const rounds: Array<[string, FirstRound]> = [];
  const skips: Array<[string, string]> = [];
  const start = (tradeId: string, changes: Partial<BroadcastPlan> = {}) =>
    schedule.start({
      tradeId,
      wire: new TextEncoder().encode(tradeId),
      endpoints,
      isRepeat: false,
      onAnswer: () => undefined,
      onSkip: ({ endpoint, reason }) => skips.push([`${tradeId} ${endpoint.label}`, reason]),
      onFirstRound: (round) => rounds.push([tradeId, round]),
      ...changes,
    });
  return {
    platform,
    schedule,
    start,
    sent,
    rounds,
    skips,
    endpoints,
    defects,
    failures,
    closing,
    loops: () => loops,
    trades: () => sent.map(({ tradeId }) => tradeId),
  };
}

/** Fails an endpoint so often that it is left alone for a while. */
export async function restEndpoint(endpoint: LaneEndpoint | undefined): Promise<void> {
  for (let time = 0; time < 5; time += 1) {
    await endpoint?.guard
      .call(async () => Promise.reject(new Error('down')), {
        thrown: () => ({ kind: 'failed', reason: 'down' }),
      })
      .catch(() => undefined);
  }
}
