import type { Chance } from '../chance/createChance.ts';
import type { Life } from '../process/life.ts';
import type { ExchangeFault, NetworkFault } from '../schedule/faults.ts';
import type { VirtualTime } from '../time/virtualTime.ts';

/** Who is asked what. */
export interface Route {
  /** Label of a node, `venue` or `engine`. */
  readonly target: string;
  readonly method: string;
  /** Milliseconds after which the asking side gives up. */
  readonly timeoutMs: number;
}

/** The wires between processes and the world. */
export interface Network {
  /**
   * Carries one question there and its answer back, or fails to.
   *
   * @param exchange - What happens on the other side when the question arrives.
   * @returns the answer; rejects when none came. Settles never once the process has stopped.
   */
  ask<Answer>(life: Life, route: Route, exchange: () => Promise<Answer>): Promise<Answer>;
}

/** What wires are made of. */
export interface NetworkOptions {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly faults: readonly NetworkFault[];
  /** Told of each fault that struck. */
  readonly struck: (kind: string) => void;
}

/** Milliseconds of a good day's round trip, least and most. */
const LATENCY_MS = { least: 4, most: 60 } as const;

/** Makes wires that fail as planned. */
export function createNetwork(options: NetworkOptions): Network {
  const { time, chance, struck } = options;
  return {
    // What the process throws on its way out rejects the promise as well.
    ask: (life, route, exchange) =>
      new Promise((resolve, reject) => {
        life.pass(`ask ${route.method}`);
        const faults = drawFaults(options, route);
        for (const fault of faults) struck(fault.kind);
        const find = (kind: ExchangeFault) => faults.find((fault) => fault.kind === kind);
        const alive = (settle: () => void) => () => {
          if (!life.isOver()) settle();
        };
        const fail = (afterMs: number, reason: string): void => {
          time.after(
            afterMs,
            alive(() => {
              reject(new Error(reason));
            }),
          );
        };
        const latencyMs = chance.between(LATENCY_MS.least, LATENCY_MS.most);
        if (find('rate-limit') !== undefined) return fail(latencyMs, 'HTTP 429');
        if (find('server-error') !== undefined) return fail(latencyMs, 'HTTP 503');
        if (find('drop') !== undefined) return fail(route.timeoutMs, 'timed out');
        const delay = find('delay');
        const arrivalMs =
          latencyMs + (delay === undefined ? 0 : chance.between(0, delay.delayMsMax));
        const isLost = find('lose-reply') !== undefined || arrivalMs > route.timeoutMs;
        if (isLost) fail(route.timeoutMs, 'timed out');
        if (find('duplicate') !== undefined) {
          time.after(arrivalMs + chance.between(1, 2_000), () => {
            exchange().catch(() => undefined);
          });
        }
        time.after(arrivalMs, () => {
          exchange().then(
            (answer) => {
              if (!isLost && !life.isOver()) resolve(answer);
            },
            (cause: unknown) => {
              if (!isLost) failWith(cause);
            },
          );
        });
        const failWith = (cause: unknown): void => {
          // A node that never answers costs the whole wait.
          const isSilence = cause instanceof Error && cause.name === 'SilentNodeError';
          time.after(
            isSilence ? Math.max(0, route.timeoutMs - arrivalMs) : 0,
            alive(() => {
              reject(isSilence ? new Error('timed out') : cause);
            }),
          );
        };
      }),
  };
}

function drawFaults({ time, chance, faults }: NetworkOptions, route: Route): NetworkFault[] {
  const nowMs = time.nowMs();
  return faults.filter(
    (fault) =>
      fault.fromMs <= nowMs &&
      nowMs < fault.untilMs &&
      (fault.target === 'all' || fault.target === route.target) &&
      (fault.methods === undefined || fault.methods.includes(route.method)) &&
      chance.happens(fault.probability),
  );
}
