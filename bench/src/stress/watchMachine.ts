import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Memory of this process at one moment. */
export interface MemorySample {
  /** Seconds since the start. */
  readonly atSeconds: number;
  readonly rssMebibytes: number;
  readonly heapMebibytes: number;
}

/** What a run did to the process that it ran in. */
export interface MachineReport {
  readonly samples: readonly MemorySample[];
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Watches this process until it is asked what it saw. */
export interface MachineWatch {
  report(): MachineReport;
}

const MEBIBYTE = 1_048_576;
const NANOS_PER_MS = 1e6;
const SAMPLE_INTERVAL_MS = 1_000;
const RESOLUTION_MS = 10;

/** Begins to watch memory and the delay of the event loop. */
export function watchMachine(): MachineWatch {
  const startedAtMs = performance.now();
  const samples: MemorySample[] = [];
  const take = (): void => {
    const { rss, heapUsed } = process.memoryUsage();
    samples.push({
      atSeconds: (performance.now() - startedAtMs) / 1_000,
      rssMebibytes: rss / MEBIBYTE,
      heapMebibytes: heapUsed / MEBIBYTE,
    });
  };
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const timer = setInterval(take, SAMPLE_INTERVAL_MS);
  timer.unref();
  return {
    report: () => {
      take();
      clearInterval(timer);
      delay.disable();
      const [p50, p99] = [50, 99].map((share) => delay.percentile(share) / NANOS_PER_MS);
      return {
        samples,
        eventLoopDelayMs: { p50: p50 ?? 0, p99: p99 ?? 0, max: delay.max / NANOS_PER_MS },
      };
    },
  };
}

/** Growth of memory from the second quarter of a run to its last, median against median. */
export function growthMebibytes(
  samples: readonly MemorySample[],
  figure: 'rssMebibytes' | 'heapMebibytes',
): number {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const early = samples.slice(quarter, 2 * quarter).map((sample) => sample[figure]);
  const late = samples.slice(-quarter).map((sample) => sample[figure]);
  return early.length === 0 ? 0 : median(late) - median(early);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
