import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { ChainNode, SignatureStatus, StatusesReading } from './chainNode.ts';
import { inBatches, SIGNATURES_MAX } from './inBatches.ts';
import { createNodeIdentity, type NodeIdentity } from './nodeIdentity.ts';
import { createShownSlots, type ShownSlots } from './shownSlots.ts';

/** What one look at one node told of one signature. */
export interface StatusTick {
  /** `null` when the node knew nothing, `undefined` when it did not answer. */
  readonly status: SignatureStatus | null | undefined;
  /** Slot of the answer, as far as there was one. */
  readonly slot: bigint | undefined;
  /** Node that was asked. */
  readonly witness: string;
  /** Who runs it. */
  readonly operator: string;
}

/** One watched signature. */
export interface StatusWatch {
  /** Resolves at the next look of any node. Rejects when the feed is closed. */
  next(): Promise<StatusTick>;
  close(): void;
}

/**
 * Looks at all open signatures together: one call serves every trade. Every node is looked at in
 * its turn, so that one that lags, lies or hangs cannot keep a landing from being seen by another.
 */
export interface StatusFeed {
  /** How far the operators have come, as far as they were looked at. */
  readonly slots: ShownSlots;
  watch(signature: string): StatusWatch;
  /** Looks at a signature now instead of at the end of the interval; at all of them without one. */
  poke(signature?: string): void;
  close(): void;
}

/** How often to look, and at whom. */
export interface StatusFeedOptions {
  readonly nodes: readonly ChainNode[];
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs' | 'delay'>;
  /** Milliseconds between two looks, whichever node they are at. */
  readonly pollIntervalMs: number;
  /** Genesis hash that trades are bound to: a node of another chain is not believed. */
  readonly genesisHash?: () => string | undefined;
  /** Called when a node tells of another chain. */
  readonly onStranger?: (label: string, genesisHash: string) => void;
}

/** Why a pause is cut short. Without a reason every abort makes an error and its stack. */
const POKED = 'poked';

/** Batches that one node is asked for at once. */
const BATCHES_AT_ONCE = 8;

interface Waiter {
  readonly resolve: (tick: StatusTick) => void;
  readonly reject: (reason: unknown) => void;
}

/** One who watches a signature: waiting for the next look, or busy with the last. */
interface Watcher {
  waiter: Waiter | undefined;
  /** The newest look at each node that came while it was busy. */
  readonly missed: Map<NodeLoop, StatusTick>;
}

/** Everyone who watches one signature. */
type Watched = Set<Watcher>;

/** Makes a feed. It runs only while something is watched. */
export function createStatusFeed(options: StatusFeedOptions): StatusFeed {
  return new PollingFeed(options);
}

class PollingFeed implements StatusFeed {
  readonly watched = new Map<string, Watched>();
  readonly closing = new AbortController();
  readonly slots: ShownSlots;
  readonly #loops: readonly NodeLoop[];

  constructor(options: StatusFeedOptions) {
    const { nodes, platform, pollIntervalMs } = options;
    this.slots = createShownSlots(nodes.map(({ operator }) => operator));
    this.#loops = nodes.map(
      (node, index) =>
        new NodeLoop(this, {
          node,
          platform,
          identity: identityOf(node, options),
          firstPauseMs: pollIntervalMs * (index + 1),
          pauseMs: pollIntervalMs * nodes.length,
        }),
    );
  }

  watch(signature: string): StatusWatch {
    const watched = this.watched.get(signature) ?? new Set<Watcher>();
    this.watched.set(signature, watched);
    const watcher: Watcher = { waiter: undefined, missed: new Map() };
    watched.add(watcher);
    return {
      next: async () => {
        this.closing.signal.throwIfAborted();
        const [missed] = watcher.missed;
        if (missed !== undefined) {
          watcher.missed.delete(missed[0]);
          return missed[1];
        }
        for (const loop of this.#loops) loop.start();
        return new Promise<StatusTick>((resolve, reject) => {
          watcher.waiter = { resolve, reject };
        });
      },
      close: () => {
        watched.delete(watcher);
        if (watched.size === 0 && this.watched.get(signature) === watched) {
          this.watched.delete(signature);
        }
      },
    };
  }

  poke(signature?: string): void {
    if (signature !== undefined && !this.watched.has(signature)) return;
    for (const loop of this.#loops) loop.poke(signature);
  }

  close(): void {
    this.closing.abort();
    const reason: unknown = this.closing.signal.reason;
    for (const watched of this.watched.values()) {
      for (const { waiter } of watched) waiter?.reject(reason);
    }
    this.watched.clear();
  }
}

function identityOf(
  node: ChainNode,
  { platform, genesisHash, onStranger }: StatusFeedOptions,
): NodeIdentity {
  return createNodeIdentity({
    node,
    platform,
    genesisHash: genesisHash ?? (() => undefined),
    onStranger: (found) => onStranger?.(node.label, found),
  });
}

interface NodeLoopOptions {
  readonly node: ChainNode;
  readonly platform: StatusFeedOptions['platform'];
  readonly identity: NodeIdentity;
  /** Milliseconds after the first look; differs by node, so that they take turns. */
  readonly firstPauseMs: number;
  readonly pauseMs: number;
}

/** Looks at one node again and again; its silence holds up no other. */
class NodeLoop {
  readonly #feed: PollingFeed;
  readonly #options: NodeLoopOptions;
  /** Signatures to look at before their turn. */
  readonly #urgent = new Set<string>();
  /** Watched signatures that the node has told a landing of, since it was known to be on our chain. */
  readonly #landed = new Set<string>();
  #pause = new AbortController();
  #isRunning = false;

  constructor(feed: PollingFeed, options: NodeLoopOptions) {
    this.#feed = feed;
    this.#options = options;
    feed.closing.signal.addEventListener('abort', () => {
      this.#pause.abort(POKED);
    });
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  poke(signature: string | undefined): void {
    const signatures = signature === undefined ? this.#feed.watched.keys() : [signature];
    for (const urgent of signatures) this.#urgent.add(urgent);
    this.#pause.abort(POKED);
  }

  async #run(): Promise<void> {
    const { platform, firstPauseMs, pauseMs } = this.#options;
    let nextPauseMs = firstPauseMs;
    while (this.#isWanted()) {
      const dueAtMs = platform.monotonicMs() + nextPauseMs;
      nextPauseMs = pauseMs;
      this.#urgent.clear();
      this.#forgetUnwatched();
      await this.#look([...this.#feed.watched.keys()]);
      await this.#pauseUntil(dueAtMs);
    }
    this.#isRunning = false;
  }

  /** Waits for the next turn, and looks meanwhile at what cannot wait for it. */
  async #pauseUntil(dueAtMs: number): Promise<void> {
    const { platform } = this.#options;
    while (this.#isWanted()) {
      // Made before anything is awaited, so that a poke meanwhile is not lost.
      this.#pause = new AbortController();
      const urgent = [...this.#urgent].filter((signature) => this.#feed.watched.has(signature));
      this.#urgent.clear();
      if (urgent.length > 0) {
        await this.#look(urgent);
        continue;
      }
      const leftMs = dueAtMs - platform.monotonicMs();
      if (leftMs <= 0) return;
      await platform.delay(leftMs, this.#pause.signal).catch(ignoreAbort);
    }
  }

  #forgetUnwatched(): void {
    for (const signature of this.#landed) {
      if (!this.#feed.watched.has(signature)) this.#landed.delete(signature);
    }
  }

  #isWanted(): boolean {
    return this.#feed.watched.size > 0 && !this.#feed.closing.signal.aborted;
  }

  async #look(signatures: readonly string[]): Promise<void> {
    const { node, identity, platform } = this.#options;
    const begunAtMs = platform.monotonicMs();
    // Beside the look, so that a landing is not seen later for it.
    const ours = identity.isOurs();
    await inBatches(
      { items: signatures, size: SIGNATURES_MAX, atOnce: BATCHES_AT_ONCE },
      async (batch) => {
        const [isOurs, answer] = await Promise.all([
          ours,
          node.signatureStatuses(batch, { searchHistory: false }).catch(() => undefined),
        ]);
        if (answer === undefined) identity.forget();
        // A copy of a chain runs what was signed for it, and one node is believed of a landing: so a
        // node is known for ours since it was asked, not a while before.
        const landed = landedOf(batch, answer).filter((signature) => !this.#landed.has(signature));
        const isBelieved = isOurs && (landed.length === 0 || (await identity.isOurs(begunAtMs)));
        if (isBelieved) for (const signature of landed) this.#landed.add(signature);
        // What a stranger knows is of another chain, and so is what it does not know.
        const reading = isBelieved ? answer : undefined;
        if (reading !== undefined) this.#feed.slots.note(node.operator, reading.slot);
        for (const [index, signature] of batch.entries()) {
          const status = reading === undefined ? undefined : (reading.statuses[index] ?? null);
          this.#tell(signature, status, reading?.slot);
        }
      },
    );
  }

  #tell(
    signature: string,
    status: SignatureStatus | null | undefined,
    slot: bigint | undefined,
  ): void {
    const { label: witness, operator } = this.#options.node;
    const tick: StatusTick = { status, slot, witness, operator };
    for (const watcher of this.#feed.watched.get(signature) ?? []) {
      const { waiter } = watcher;
      watcher.waiter = undefined;
      if (waiter === undefined) watcher.missed.set(this, tick);
      else waiter.resolve(tick);
    }
  }
}

/** Signatures that a caller is answered for. */
function landedOf(
  batch: readonly string[],
  answer: StatusesReading | undefined,
): readonly string[] {
  return batch.filter((_signature, index) => {
    const status = answer?.statuses[index] ?? null;
    return status !== null && status.commitment !== 'processed';
  });
}

/** A pause cut short is what poke and close are for; anything else is a defect. */
function ignoreAbort(cause: unknown): void {
  if (cause instanceof Error && cause.name === 'AbortError') return;
  throw cause;
}
