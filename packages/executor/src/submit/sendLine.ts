import { reasonOf } from '@quantbot/core';

import type { SendAnswer } from '../chain/chainNode.ts';
import type { LaneEndpoint } from '../lanes/lane.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createFifo, type Fifo } from './fifo.ts';
import type { BroadcastPlan, EndpointAnswer, SkippedEndpoint } from './sendSchedule.ts';

/** Bytes of one attempt on their way. */
export interface Broadcast {
  readonly plan: BroadcastPlan;
  isStopped: boolean;
}

/** Where the first answers of an attempt are gathered. */
export interface FirstAnswers {
  answer(told: EndpointAnswer): void;
  skip(skip: SkippedEndpoint): void;
}

/** Everyone who waits for one endpoint: first sends before repeats, repeats in turn. */
export interface SendLine {
  add(broadcast: Broadcast, turn: 'first' | 'repeat', round?: FirstAnswers): void;
  /**
   * Sends what budget, health and room allow now.
   *
   * @returns milliseconds until there is something to send again.
   */
  pump(): number;
  /** Says of a broadcast just added that it was left out, when it still stands in line. */
  settleSkips(broadcast: Broadcast): void;
  /** Lets those that were held stand in line again. */
  release(): void;
}

/** What a line is made of. */
export interface SendLineOptions {
  readonly endpoint: LaneEndpoint;
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs'>;
  /** Milliseconds between two sends of the same bytes. */
  readonly repeatIntervalMs: number;
  readonly isHeld: (tradeId: string) => boolean;
  /** Told when a send has ended while the line was full. */
  readonly onRoom: () => void;
  /** Told of what must not happen: an endpoint that throws, an answer that cannot be kept. */
  readonly onDefect: (plan: BroadcastPlan, cause: unknown) => void;
}

/** Sends without an answer yet that one endpoint may have, so that a silent one holds no more. */
const IN_FLIGHT_MAX = 128;

interface Repeat {
  readonly broadcast: Broadcast;
  readonly dueAtMs: number;
}

/** Makes the line of one endpoint. */
export function createSendLine(options: SendLineOptions): SendLine {
  return new EndpointLine(options);
}

class EndpointLine implements SendLine {
  readonly #options: SendLineOptions;
  readonly #firsts = createFifo<Broadcast>();
  readonly #repeats = createFifo<Repeat>();
  /** Attempts whose first turn here is still awaited, and where it is told. */
  readonly #awaited = new Map<Broadcast, FirstAnswers>();
  #held: Broadcast[] = [];
  #inFlight = 0;

  constructor(options: SendLineOptions) {
    this.#options = options;
  }

  add(broadcast: Broadcast, turn: 'first' | 'repeat', round?: FirstAnswers): void {
    if (turn === 'repeat') {
      this.#repeatAt(broadcast, 0);
      return;
    }
    this.#firsts.push(broadcast);
    if (round !== undefined) this.#awaited.set(broadcast, round);
  }

  pump(): number {
    const { endpoint, isHeld } = this.#options;
    for (;;) {
      const waitMs = this.#turnInMs();
      if (waitMs > 0) return waitMs;
      if (this.#inFlight >= IN_FLIGHT_MAX) return Infinity;
      const refusal = endpoint.guard.refusal();
      if (refusal !== undefined) return refusal.waitMs;
      const next = this.#firsts.shift() ?? this.#repeats.shift()?.broadcast;
      if (next === undefined) return Infinity;
      if (isHeld(next.plan.tradeId)) this.#held.push(next);
      else this.#send(next);
    }
  }

  settleSkips(broadcast: Broadcast): void {
    const round = this.#awaited.get(broadcast);
    if (round === undefined) return;
    const { endpoint } = this.#options;
    if (this.#held.includes(broadcast)) {
      round.skip({ endpoint, kind: 'held', reason: 'it is kept back while trading is halted' });
      return;
    }
    endpoint.guard.skip();
    const kind = endpoint.guard.refusal()?.reason ?? 'no room';
    const reason = kind === 'no room' ? 'many sends without an answer' : kind;
    round.skip({ endpoint, kind, reason });
  }

  release(): void {
    for (const broadcast of this.#held) this.#repeatAt(broadcast, 0);
    this.#held = [];
  }

  /** Milliseconds until somebody's turn, `Infinity` when nobody stands in line. */
  #turnInMs(): number {
    this.#dropStopped(this.#firsts, (first) => first);
    this.#dropStopped(this.#repeats, ({ broadcast }) => broadcast);
    if (this.#firsts.size() > 0) return 0;
    const next = this.#repeats.peek();
    if (next === undefined) return Infinity;
    return Math.max(0, next.dueAtMs - this.#options.platform.monotonicMs());
  }

  /** Takes stopped bytes from the head of a line; their first turn is awaited no more either. */
  #dropStopped<Item>(line: Fifo<Item>, broadcastOf: (item: Item) => Broadcast): void {
    for (;;) {
      const head = line.peek();
      if (head === undefined) return;
      const broadcast = broadcastOf(head);
      if (!broadcast.isStopped) return;
      line.shift();
      this.#awaited.delete(broadcast);
    }
  }

  #repeatAt(broadcast: Broadcast, inMs: number): void {
    this.#repeats.push({ broadcast, dueAtMs: this.#options.platform.monotonicMs() + inMs });
  }

  #send(broadcast: Broadcast): void {
    const { endpoint, onDefect } = this.#options;
    const { plan } = broadcast;
    const round = this.#awaited.get(broadcast);
    this.#awaited.delete(broadcast);
    this.#repeatAt(broadcast, this.#options.repeatIntervalMs);
    this.#inFlight += 1;
    endpoint
      .send(plan.wire)
      // An endpoint that throws is a defect of ours; what it did with the bytes nobody knows.
      .catch((cause: unknown): SendAnswer => {
        onDefect(plan, cause);
        return { kind: 'in-doubt', reason: `the lane broke: ${reasonOf(cause)}` };
      })
      .then((answer) => {
        this.#makeRoom();
        plan.onAnswer({ endpoint, answer });
        round?.answer({ endpoint, answer });
      })
      .catch((cause: unknown) => {
        onDefect(plan, cause);
      });
  }

  #makeRoom(): void {
    const wasFull = this.#inFlight >= IN_FLIGHT_MAX;
    this.#inFlight -= 1;
    if (wasFull) this.#options.onRoom();
  }
}
