import { reasonOf } from '@quantbot/core';
import { ExponentialBackoff, noJitterGenerator, type IBackoff } from 'cockatiel';

import type { ChainSubscription, ExecutorPlatform } from '../platform/executorPlatform.ts';
import { endpointLabel } from './endpointLabel.ts';
import { createSourceRecord, type SourceHealth, type SourceRecord } from './sourceHealth.ts';

/** How a watch was left. */
export interface WakeUpEnd {
  /** Whether polling saw the landing: then the socket should have told of it. */
  readonly isSeen: boolean;
}

/** One signature that sockets are asked to tell of. */
export interface WakeUp {
  close(end: WakeUpEnd): void;
}

/**
 * Has sockets tell when a signature is confirmed, so that it is looked at at once. A hint that makes
 * confirmations faster: every report, and every new subscription, is only a reason to look.
 */
export interface WakeUps {
  watch(signature: string): WakeUp;
  /** How each socket does. */
  health(): readonly SourceHealth[];
}

/** What wake-ups are made of. */
export interface WakeUpsOptions {
  readonly wsUrls: readonly string[];
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs' | 'delay' | 'watchSignature'>;
  /** Looks at the chain. */
  readonly look: (signature: string) => void;
  /** Told what a socket does: by its place in the list, because its address may hold a key. */
  readonly onTrouble: (trouble: string) => void;
  readonly closing: AbortSignal;
}

/** Signatures watched at one socket; what is beyond is seen by polling alone. */
const WATCHES_MAX = 200;

/** Pauses before a broken socket is tried again: first, and longest. */
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 10_000;

/** Milliseconds that a socket has to tell of what polling saw before it counts as silent. */
const GRACE_MS = 2_000;

/** Milliseconds that a subscription must have stood before a landing to be expected to tell of it. */
const OPEN_BEFORE_MS = 500;

/** Milliseconds that a node has to take a subscription. */
const OPEN_MS_MAX = 10_000;

/** Makes the wake-ups. Without a socket it does nothing. */
export function createWakeUps(options: WakeUpsOptions): WakeUps {
  const sockets = options.wsUrls.map((wsUrl, place) => new Socket(options, { wsUrl, place }));
  return {
    watch: (signature) => {
      const watching = sockets.map((socket) => socket.watch(signature));
      return {
        close: (end) => {
          for (const close of watching) close(end);
        },
      };
    },
    health: () => sockets.map((socket) => socket.health()),
  };
}

interface Watching {
  readonly signature: string;
  subscription: ChainSubscription | undefined;
  /** Counts the subscriptions, so that what an earlier one tells late is not heard. */
  turn: number;
  askedAtMs: number;
  /** When the node took it, `undefined` before. */
  openedAtMs: number | undefined;
  isReported: boolean;
}

/** One node's socket: keeps subscriptions alive, and finds out when it has fallen silent. */
class Socket {
  readonly #options: WakeUpsOptions;
  readonly #wsUrl: string;
  readonly #name: string;
  readonly #record: SourceRecord;
  readonly #watches = new Set<Watching>();
  readonly #pauses = new ExponentialBackoff({
    generator: noJitterGenerator,
    initialDelay: RETRY_MS_MIN,
    maxDelay: RETRY_MS_MAX,
  });
  #pause: IBackoff<unknown> | undefined;
  #isResting = false;
  #isChecking = false;

  constructor(options: WakeUpsOptions, { wsUrl, place }: { wsUrl: string; place: number }) {
    this.#options = options;
    this.#wsUrl = wsUrl;
    this.#name = `socket ${place + 1}`;
    this.#record = createSourceRecord({ kind: 'socket', label: endpointLabel(wsUrl) }, () =>
      options.platform.monotonicMs(),
    );
    options.closing.addEventListener(
      'abort',
      () => {
        for (const watching of this.#watches) this.#drop(watching);
      },
      { once: true },
    );
  }

  health(): SourceHealth {
    return this.#record.health();
  }

  watch(signature: string): (end: WakeUpEnd) => void {
    const { closing } = this.#options;
    if (this.#watches.size >= WATCHES_MAX || closing.aborted) return () => undefined;
    const watching: Watching = {
      signature,
      subscription: undefined,
      turn: 0,
      askedAtMs: 0,
      openedAtMs: undefined,
      isReported: false,
    };
    this.#watches.add(watching);
    if (!this.#isResting) this.#subscribe(watching);
    return ({ isSeen }) => {
      if (isSeen) this.#doubt(watching);
      else this.#drop(watching);
    };
  }

  #subscribe(watching: Watching): void {
    const { platform, look } = this.#options;
    watching.openedAtMs = undefined;
    watching.askedAtMs = platform.monotonicMs();
    watching.turn += 1;
    this.#record.called();
    const { signature, turn } = watching;
    const isOld = (): boolean => watching.turn !== turn;
    watching.subscription = platform.watchSignature(
      { wsUrl: this.#wsUrl, signature },
      {
        onOpen: () => {
          if (isOld()) return;
          watching.openedAtMs = platform.monotonicMs();
          this.#record.worked();
          this.#pause = undefined;
          // What was confirmed before the node listened is told by nobody.
          look(signature);
        },
        onReport: () => {
          if (isOld()) return;
          watching.isReported = true;
          this.#record.told();
          this.#pause = undefined;
          look(signature);
        },
        onFailure: (reason) => {
          if (!isOld()) this.#breakDown(reason);
        },
      },
    );
    this.#check();
  }

  #drop(watching: Watching): void {
    this.#watches.delete(watching);
    this.#unsubscribe(watching);
  }

  #unsubscribe(watching: Watching): void {
    const { subscription } = watching;
    watching.turn += 1;
    watching.openedAtMs = undefined;
    watching.subscription = undefined;
    subscription?.close();
  }

  /** Polling saw the landing: gives the socket a moment to tell of it as well. */
  #doubt(watching: Watching): void {
    const { isReported, openedAtMs = Infinity, turn } = watching;
    const openForMs = this.#options.platform.monotonicMs() - openedAtMs;
    if (isReported || openForMs < OPEN_BEFORE_MS) {
      this.#drop(watching);
      return;
    }
    this.#after(GRACE_MS, () => {
      // Not one that was opened again meanwhile: that one had no chance to tell.
      const isSilent = !watching.isReported && watching.turn === turn;
      this.#drop(watching);
      if (isSilent) this.#breakDown('it did not tell of a landing');
    });
  }

  /** Looks now and then for subscriptions that nobody has taken. */
  #check(): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#after(OPEN_MS_MAX, () => {
      this.#isChecking = false;
      if (this.#watches.size === 0) return;
      const begin = this.#options.platform.monotonicMs() - OPEN_MS_MAX;
      const isIgnored = [...this.#watches].some(
        ({ openedAtMs, isReported, askedAtMs }) =>
          openedAtMs === undefined && !isReported && askedAtMs <= begin,
      );
      if (isIgnored && !this.#isResting) this.#breakDown('it does not take subscriptions');
      else this.#check();
    });
  }

  /** Gives the connection up, with everything on it, and begins anew after a pause. */
  #breakDown(reason: string): void {
    if (this.#isResting || this.#options.closing.aborted) return;
    this.#isResting = true;
    this.#record.failed(reason);
    for (const watching of this.#watches) this.#unsubscribe(watching);
    this.#pause = this.#pause === undefined ? this.#pauses.next() : this.#pause.next(undefined);
    const { duration } = this.#pause;
    this.#options.onTrouble(`${this.#name} is opened again in ${duration} ms: ${reason}`);
    this.#after(duration, () => {
      this.#isResting = false;
      for (const watching of this.#watches) {
        if (!watching.isReported) this.#subscribe(watching);
      }
    });
  }

  #after(milliseconds: number, work: () => void): void {
    const { platform, closing, onTrouble } = this.#options;
    platform
      .delay(milliseconds, closing)
      .then(work)
      .catch((cause: unknown) => {
        if (!closing.aborted) onTrouble(`${this.#name}: ${reasonOf(cause)}`);
      });
  }
}
