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
  readonly machine: Pick<
    ExecutorPlatform,
    'sha256' | 'sha256Hex' | 'importEd25519Seed' | 'verifyEd25519'
  >;
  readonly http: ExecutorPlatform['http'];
  readonly watchSignature: ExecutorPlatform['watchSignature'];
  readonly haltFiles: ExecutorPlatform['haltFiles'];
  /** Gives names that nothing else in the simulation gets. */
  readonly uniqueId: () => string;
}

/** Reading of the monotonic clock when a process starts is anything below this. */
const CLOCK_ORIGIN_MS_MAX = 1_000_000;

/** Makes the machine of one process: time, chance, network and disk are the simulation's. */
export function createVirtualPlatform(parts: VirtualMachine): ExecutorPlatform {
  const { time, life, chance, disk, machine } = parts;
  const origin = chance.between(0, CLOCK_ORIGIN_MS_MAX);
  const waits = createOpenWaits(life);
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
      return signal === undefined
        ? wait(milliseconds)
        : abortableWait({ time, life, waits }, milliseconds, signal);
    },
    nextTurn: async () => wait(0),
    random: () => chance.next(),
    uniqueId: parts.uniqueId,
    sha256: (bytes) => machine.sha256(bytes),
    sha256Hex: (text) => machine.sha256Hex(text),
    importEd25519Seed: (seed) => machine.importEd25519Seed(seed),
    verifyEd25519: (claim) => machine.verifyEd25519(claim),
    http: parts.http,
    watchSignature: parts.watchSignature,
    readFile: () => ({ kind: 'missing' }),
    haltFiles: parts.haltFiles,
    ensureDirectory: () => {
      life.pass('directory');
    },
    openDatabase: (path) => disk.open(path, life),
  };
}

/** One for all: making one costs more than everything else about an aborted wait. */
const ABORTED = new DOMException('The operation was aborted', 'AbortError');

/** Waits that a signal may end, and how each lets go of its signal. */
type OpenWaits = Set<() => void>;

/**
 * A signal that was made of others is kept for ever while somebody listens to it, and with it
 * everything that a stopped process knew. So its waits listen no more.
 */
function createOpenWaits(life: Life): OpenWaits {
  const waits: OpenWaits = new Set();
  life.onStop(() => {
    for (const letGo of waits) letGo();
    waits.clear();
  });
  return waits;
}

interface Waiting extends Pick<VirtualMachine, 'time' | 'life'> {
  readonly waits: OpenWaits;
}

async function abortableWait(
  { time, life, waits }: Waiting,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const letGo = (): void => {
      cancel();
      signal.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      cancel();
      waits.delete(letGo);
      if (!life.isOver()) reject(ABORTED);
    };
    const cancel = time.after(milliseconds, () => {
      waits.delete(letGo);
      signal.removeEventListener('abort', abort);
      if (!life.isOver()) resolve();
    });
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    waits.add(letGo);
  });
}
