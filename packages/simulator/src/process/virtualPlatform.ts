import type { ExecutorPlatform } from '@quantbot/executor';

import type { Chance } from '../chance/createChance.ts';
import type { VirtualTime } from '../time/virtualTime.ts';
import type { Life } from './life.ts';
import type { SimulatedDisk } from './simulatedDisk.ts';

/** What a process of the simulation runs on. */
export interface VirtualMachine {
  readonly time: VirtualTime;
  readonly life: Life;
  readonly chance: Chance;
  readonly disk: SimulatedDisk;
  /** The real machine, for what has no time and no chance in it. */
  readonly machine: Pick<ExecutorPlatform, 'sha256' | 'importEd25519Seed'>;
  readonly http: ExecutorPlatform['http'];
  readonly watchSignature: ExecutorPlatform['watchSignature'];
  /** Gives names that nothing else in the simulation gets. */
  readonly uniqueId: () => string;
}

/** Reading of the monotonic clock when a process starts is anything below this. */
const CLOCK_ORIGIN_MS_MAX = 1_000_000;

/** Makes the machine of one process: time, chance, network and disk are the simulation's. */
export function createVirtualPlatform(parts: VirtualMachine): ExecutorPlatform {
  const { time, life, chance, disk, machine } = parts;
  const origin = chance.between(0, CLOCK_ORIGIN_MS_MAX);
  const wait = async (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      time.after(milliseconds, () => {
        if (!life.isOver()) resolve();
      });
    });
  return {
    monotonicMs: () => time.nowMs() + origin,
    delay: async (milliseconds, signal) => {
      if (life.isOver()) return new Promise(() => {});
      return signal === undefined ? wait(milliseconds) : abortableWait(parts, milliseconds, signal);
    },
    nextTurn: async () => wait(0),
    random: () => chance.next(),
    uniqueId: parts.uniqueId,
    sha256: (bytes) => machine.sha256(bytes),
    importEd25519Seed: (seed) => machine.importEd25519Seed(seed),
    http: parts.http,
    watchSignature: parts.watchSignature,
    readFile: () => ({ kind: 'missing' }),
    ensureDirectory: () => {
      life.pass('directory');
    },
    openDatabase: (path) => disk.open(path, life),
  };
}

/** One for all: making one costs more than everything else about an aborted wait. */
const ABORTED = new DOMException('The operation was aborted', 'AbortError');

async function abortableWait(
  { time, life }: VirtualMachine,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel();
      if (!life.isOver()) reject(ABORTED);
    };
    const cancel = time.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      if (!life.isOver()) resolve();
    });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
