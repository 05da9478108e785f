import type { SendAnswer } from '../chain/chainNode.ts';
import type { LaneEndpoint } from '../lanes/lane.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createFifo } from './fifo.ts';
import { createSendLine, type Broadcast, type SendLine } from './sendLine.ts';

/** Bytes of one attempt, and who may have them. */
export interface BroadcastPlan {
  readonly tradeId: string;
  readonly wire: Uint8Array;
  /** Who may have the bytes at once. */
  readonly endpoints: readonly LaneEndpoint[];
  /** Who may have them later, when the first of two things happens. */
  readonly later?: LaterEndpoints;
  /** True for bytes that went out before, such as those of an earlier process. */
  readonly isRepeat: boolean;
  /** Told of every answer. */
  readonly onAnswer: (told: EndpointAnswer) => void;
  /** Told when an endpoint's first turn came without budget or health: it gets the bytes later. */
  readonly onSkip: (skip: SkippedEndpoint) => void;
  /** Told once when every endpoint of the start has answered or was left out, and one answered. */
  readonly onFirstRound: (round: FirstRound) => void;
}

/** When endpoints get bytes that others had first. */
export interface LaterEndpoints {
  readonly endpoints: readonly LaneEndpoint[];
  /** Slot from which on they may have them. */
  readonly fromSlot: bigint;
  /** Milliseconds after which they may have them even if no slot was seen. */
  readonly afterMs: number;
}

/** What one endpoint said to one send. */
export interface EndpointAnswer {
  readonly endpoint: LaneEndpoint;
  readonly answer: SendAnswer;
}

/** An endpoint that was left out. */
export interface SkippedEndpoint {
  readonly endpoint: LaneEndpoint;
  /** The reason in words. */
  readonly reason: string;
  readonly kind: SkipKind;
}

/** Why an endpoint's turn was missed. */
export type SkipKind = 'over budget' | 'resting' | 'held' | 'no room';

/** How the first sends of an attempt went. */
export interface FirstRound {
  readonly answers: readonly EndpointAnswer[];
  /** Endpoints whose turn came without budget or health; they get the bytes when they can. */
  readonly skipped: readonly SkippedEndpoint[];
}

/** Sends of one attempt, going on in the background. */
export interface Submission {
  /** Tells the newest slot seen, so that the public lane opens when its time has come. */
  observe(slot: bigint): void;
  stop(): void;
}

/**
 * The one schedule of everything that is sent. Every endpoint has a line: attempts it never had go
 * before repeats, repeats go round in turn, and its budget says how fast the line moves. A turn
 * costs the same however many attempts are open.
 */
export interface SendSchedule {
  start(plan: BroadcastPlan): Submission;
  /**
   * Keeps back what goes out for these trades, asked at each turn. Nothing of it is forgotten: it
   * goes out again once it is no more held and `reconsider` was called.
   */
  hold(isHeld: (tradeId: string) => boolean): void;
  /** Asks again about all that is kept back. */
  reconsider(): void;
  /** Attempts whose bytes go out. */
  open(): number;
}

/** What a schedule is made of. */
export interface SendScheduleOptions {
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs' | 'delay'>;
  readonly endpoints: readonly LaneEndpoint[];
  /** Milliseconds between two sends of the same bytes to the same endpoint. */
  readonly repeatIntervalMs: number;
  readonly closing: AbortSignal;
  /** Runs the schedule's loop, which ends when nothing is open. */
  readonly run: (work: () => Promise<void>) => void;
  /** Told of what must not happen while bytes are sent. */
  readonly onDefect: (plan: BroadcastPlan, cause: unknown) => void;
}

/** Why a sleep ends early. Without a reason every abort makes an error and its stack. */
const WOKEN = 'woken';

/** Longest sleep of the loop while something is open, milliseconds. */
const SLEEP_MS_MAX = 1_000;

interface WaitingForLater {
  readonly broadcast: Broadcast;
  readonly later: LaterEndpoints;
  readonly atMs: number;
}

/** Makes the schedule. */
export function createSendSchedule(options: SendScheduleOptions): SendSchedule {
  return new GlobalSchedule(options);
}

class GlobalSchedule implements SendSchedule {
  readonly #options: SendScheduleOptions;
  readonly #open = new Set<Broadcast>();
  readonly #later = createFifo<WaitingForLater>();
  readonly #lines: ReadonlyMap<LaneEndpoint, SendLine>;
  #newestSlot = 0n;
  #sleep = new AbortController();
  #isRunning = false;
  #isHeld: (tradeId: string) => boolean = () => false;

  constructor(options: SendScheduleOptions) {
    this.#options = options;
    const { endpoints, platform, repeatIntervalMs, onDefect, closing } = options;
    const shared = {
      platform,
      repeatIntervalMs,
      onDefect,
      isHeld: (tradeId: string) => this.#isHeld(tradeId),
      onRoom: () => {
        this.#wake();
      },
    };
    this.#lines = new Map(
      endpoints.map((endpoint) => [endpoint, createSendLine({ endpoint, ...shared })]),
    );
    closing.addEventListener('abort', shared.onRoom, { once: true });
  }

  open(): number {
    return this.#open.size;
  }

  start(plan: BroadcastPlan): Submission {
    const { endpoints, later, isRepeat } = plan;
    const broadcast: Broadcast = { plan, isStopped: false };
    this.#open.add(broadcast);
    const round = isRepeat ? undefined : createFirstRound(plan);
    for (const endpoint of endpoints) {
      this.#lineOf(endpoint).add(broadcast, isRepeat ? 'repeat' : 'first', round);
    }
    if (later !== undefined) {
      const atMs = this.#options.platform.monotonicMs() + later.afterMs;
      this.#later.push({ broadcast, later, atMs });
    }
    this.#pump();
    for (const endpoint of endpoints) this.#lineOf(endpoint).settleSkips(broadcast);
    if (endpoints.length === 0) plan.onFirstRound({ answers: [], skipped: [] });
    this.#run();
    return {
      observe: (slot) => {
        this.#observe(slot);
      },
      stop: () => {
        broadcast.isStopped = true;
        this.#open.delete(broadcast);
        if (this.#open.size === 0) this.#wake();
      },
    };
  }

  hold(isHeld: (tradeId: string) => boolean): void {
    this.#isHeld = isHeld;
  }

  reconsider(): void {
    for (const line of this.#lines.values()) line.release();
    this.#wake();
  }

  #observe(slot: bigint): void {
    if (slot <= this.#newestSlot) return;
    this.#newestSlot = slot;
    if (this.#later.size() > 0) this.#wake();
  }

  #run(): void {
    this.#wake();
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#options.run(async () => this.#loop());
  }

  async #loop(): Promise<void> {
    const { closing, platform } = this.#options;
    try {
      while (this.#open.size > 0 && !closing.aborted) {
        this.#sleep = new AbortController();
        const waitMs = Math.min(this.#pump(), SLEEP_MS_MAX);
        await platform.delay(Math.max(1, Math.ceil(waitMs)), this.#sleep.signal).catch(ignoreAbort);
      }
    } finally {
      // Also after a defect, or nothing that is signed later would go out again.
      this.#isRunning = false;
    }
  }

  /** @returns milliseconds until there is something to do again. */
  #pump(): number {
    if (this.#options.closing.aborted) return Infinity;
    let waitMs = this.#admitLater();
    for (const line of this.#lines.values()) waitMs = Math.min(waitMs, line.pump());
    return waitMs;
  }

  /** Lets attempts whose time has come into the lines of their later endpoints. */
  #admitLater(): number {
    for (;;) {
      const head = this.#later.peek();
      if (head === undefined) return Infinity;
      const { broadcast, later, atMs } = head;
      const waitMs = atMs - this.#options.platform.monotonicMs();
      const isTime = broadcast.isStopped || waitMs <= 0 || this.#newestSlot >= later.fromSlot;
      if (!isTime) return waitMs;
      this.#later.shift();
      for (const endpoint of later.endpoints) this.#lineOf(endpoint).add(broadcast, 'first');
    }
  }

  #lineOf(endpoint: LaneEndpoint): SendLine {
    const line = this.#lines.get(endpoint);
    if (line === undefined) throw new TypeError(`no line for ${endpoint.label}`);
    return line;
  }

  #wake(): void {
    this.#sleep.abort(WOKEN);
  }
}

/**
 * Gathers what the endpoints of a start said, and tells it once all have had their turn. Endpoints
 * that were all left out had none: then the first answer, when their turn comes, makes the round.
 */
function createFirstRound(plan: BroadcastPlan) {
  const answers: EndpointAnswer[] = [];
  const skipped = new Map<LaneEndpoint, SkippedEndpoint>();
  let isTold = false;
  return {
    answer: (told: EndpointAnswer): void => {
      answers.push(told);
      skipped.delete(told.endpoint);
      if (isTold || answers.length + skipped.size < plan.endpoints.length) return;
      isTold = true;
      plan.onFirstRound({ answers, skipped: [...skipped.values()] });
    },
    skip: (skip: SkippedEndpoint): void => {
      skipped.set(skip.endpoint, skip);
      plan.onSkip(skip);
    },
  };
}

/** A sleep cut short is what waking is for; anything else is a defect. */
function ignoreAbort(cause: unknown): void {
  if (cause instanceof Error && cause.name === 'AbortError') return;
  throw cause;
}
