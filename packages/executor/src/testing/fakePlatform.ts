import type {
  ChainSubscriptionEvents,
  ExecutorPlatform,
  FileReading,
  HaltFileReading,
  HttpRequest,
  HttpResponse,
  SignatureWatch,
} from '../platform/executorPlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';

/** Answers HTTP calls in a test. An Error stands for a call without an answer. */
export type FakeHttp = (
  request: HttpRequest,
) => HttpResponse | Error | Promise<HttpResponse | Error>;

/** A watch that the code under test has asked for. */
export interface FakeWatch extends SignatureWatch {
  readonly events: ChainSubscriptionEvents;
  isClosed: boolean;
}

/** How a fake machine behaves; everything not said throws when it is used. */
export interface FakePlatformOptions {
  /** Answers HTTP; a call throws when absent. */
  readonly http?: FakeHttp;
  /** Files by path. All others are missing. */
  readonly files?: Readonly<Record<string, FileReading>>;
  /** What `random` answers. @defaultValue 0 */
  readonly random?: () => number;
  /** Lets every delay end at once, moving the clock on by it, instead of waiting for `advance`. */
  readonly delays?: 'manual' | 'at-once';
}

/** A machine whose time, chance, network and files a test decides. */
export interface FakePlatform extends ExecutorPlatform {
  /** HTTP calls made, in order. */
  readonly requests: readonly HttpRequest[];
  /** Watches asked for, in order. */
  readonly watches: readonly FakeWatch[];
  /** Milliseconds of each delay that is being waited for, in the order begun. */
  pendingDelaysMs(): readonly number[];
  /** Puts something at the path of every halt file, or takes it away, and tells whoever watches. */
  setHaltFile(reading: HaltFileReading): void;
  /** Moves the clock on, ends the delays that are due in their order, and lets code run. */
  advance(milliseconds: number): Promise<void>;
  /** Lets everything run that waits for neither time nor the network. */
  settle(): Promise<void>;
}

interface Timer {
  readonly dueAtMs: number;
  readonly milliseconds: number;
  readonly end: () => void;
}

/** Reading of the clock before anything happens, milliseconds. */
const FAKE_START_MS = 1_000;

/** Turns of the microtask queue that any code under test gets to the end with. */
const SETTLE_TURNS = 200;

/** Makes a fake machine. Databases are real files, signing is real, the rest is given. */
export function createFakePlatform(options: FakePlatformOptions = {}): FakePlatform {
  const machine = createNodePlatform();
  const requests: HttpRequest[] = [];
  const watches: FakeWatch[] = [];
  const halt = createFakeHaltFile();
  const time = createFakeTime(options.delays ?? 'manual');
  let names = 0;
  return {
    requests,
    watches,
    ...time,
    ...halt,
    openDatabase: (path, access) => machine.openDatabase(path, access),
    ensureDirectory: (path) => {
      machine.ensureDirectory(path);
    },
    sha256: (bytes) => machine.sha256(bytes),
    sha256Hex: (text) => machine.sha256Hex(text),
    importEd25519Seed: (seed) => machine.importEd25519Seed(seed),
    verifyEd25519: (claim) => machine.verifyEd25519(claim),
    random: options.random ?? (() => 0),
    uniqueId: () => {
      names += 1;
      return `unique-${names}`;
    },
    http: async (request) => {
      requests.push(request);
      if (options.http === undefined) throw new Error(`no answer was scripted: ${request.url}`);
      const answer = await options.http(request);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    watchSignature: (watch, events) => {
      const fake: FakeWatch = { ...watch, events, isClosed: false };
      watches.push(fake);
      return {
        close: () => {
          fake.isClosed = true;
        },
      };
    },
    readFile: (path) => options.files?.[path] ?? { kind: 'missing' },
  };
}

function createFakeHaltFile() {
  const watchers = new Set<(reading: HaltFileReading) => void>();
  let reading: HaltFileReading = { kind: 'absent' };
  return {
    haltFiles: {
      read: () => reading,
      watch: (_path: string, onLook: (seen: HaltFileReading) => void) => {
        watchers.add(onLook);
        return { close: () => watchers.delete(onLook) };
      },
    },
    setHaltFile: (next: HaltFileReading) => {
      reading = next;
      for (const watcher of watchers) watcher(next);
    },
  };
}

function createFakeTime(delays: 'manual' | 'at-once') {
  const timers = new Set<Timer>();
  let nowMs = FAKE_START_MS;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await Promise.resolve();
  };
  const delay = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (delays === 'at-once') {
      nowMs += milliseconds;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer: Timer = { dueAtMs: nowMs + milliseconds, milliseconds, end: resolve };
    const abort = (): void => {
      timers.delete(timer);
      reject(new DOMException('The operation was aborted', 'AbortError'));
    };
    timers.add(timer);
    signal?.addEventListener('abort', abort, { once: true });
    await promise.finally(() => signal?.removeEventListener('abort', abort));
  };
  const advance = async (milliseconds: number): Promise<void> => {
    const untilMs = nowMs + milliseconds;
    await settle();
    for (;;) {
      const [next] = [...timers].toSorted((left, right) => left.dueAtMs - right.dueAtMs);
      if (next === undefined || next.dueAtMs > untilMs) break;
      timers.delete(next);
      nowMs = next.dueAtMs;
      next.end();
      await settle();
    }
    nowMs = untilMs;
  };
  return {
    monotonicMs: () => nowMs,
    nextTurn: async () => Promise.resolve(),
    pendingDelaysMs: () => [...timers].map((timer) => timer.milliseconds),
    delay,
    advance,
    settle,
  };
}
