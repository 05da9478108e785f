import type { SendAnswer } from '../chain/chainNode.ts';
import { createEndpointGuard } from '../chain/endpointGuard.ts';
import type { LaneEndpoint } from '../lanes/lane.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createSendSchedule, type BroadcastPlan, type FirstRound } from '../submit/sendSchedule.ts';
import { createFakePlatform, type FakePlatform } from './fakePlatform.ts';

/** One send that left a schedule. */
export interface Sent {
  readonly atMs: number;
  readonly endpoint: string;
  readonly tradeId: string;
}

/** What a test decides about a schedule. */
export interface ScheduleOnClockOptions {
  readonly perSecondMax?: number;
  readonly endpoints?: readonly string[];
  readonly answer?: (label: string) => Promise<SendAnswer>;
  readonly delay?: ExecutorPlatform['delay'];
}

/** A schedule over endpoints with real budgets, and everything that leaves it. */
export function scheduleOnClock(options: ScheduleOnClockOptions) {
  const platform = createFakePlatform();
  const sent: Sent[] = [];
  const endpoints = notedEndpoints(options, platform, sent);
  const defects: unknown[] = [];
  const failures: unknown[] = [];
  const closing = new AbortController();
  let loops = 0;
  const schedule = createSendSchedule({
    repeatIntervalMs: 1_000,
    platform: options.delay === undefined ? platform : { ...platform, delay: options.delay },
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
  const told = { sent, rounds, skips, defects, failures };
  const trades = () => sent.map(({ tradeId }) => tradeId);
  return { platform, schedule, start, endpoints, closing, ...told, loops: () => loops, trades };
}

function notedEndpoints(
  { perSecondMax = 10, endpoints = ['http://node'], ...options }: ScheduleOnClockOptions,
  platform: FakePlatform,
  sent: Sent[],
): readonly LaneEndpoint[] {
  const answer = options.answer ?? (async () => Promise.resolve({ kind: 'acknowledged' } as const));
  return endpoints.map((label): LaneEndpoint => {
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
