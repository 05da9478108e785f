import { afterMicrotasks } from '../platform/afterMicrotasks.ts';

/** What a call answers that has settled no promise: the next one need not wait for any. */
export const STILL = Symbol('still');

/** Time that passes only when nothing is left to do. */
export interface VirtualTime {
  /** Milliseconds since the simulation began. */
  nowMs(): number;
  /**
   * Calls back later. Calls for the same moment come in the order they were asked for.
   *
   * @param callback - May answer {@link STILL}; whatever else it answers is nothing.
   * @returns takes the call back.
   */
  after(milliseconds: number, callback: () => unknown): () => void;
  /**
   * Lets time pass until the condition holds between two moments, nothing is left to happen, or
   * the limit is reached.
   */
  run(until: () => boolean, limitMs: number): Promise<'done' | 'idle' | 'limit'>;
  /** Calls made so far. */
  eventCount(): number;
}

interface Call {
  readonly atMs: number;
  readonly order: number;
  run: (() => unknown) | undefined;
}

/** Makes a clock at zero with nothing to happen. */
export function createVirtualTime(): VirtualTime {
  const heap: Call[] = [];
  let nowMs = 0;
  let order = 0;
  let eventCount = 0;
  return {
    nowMs: () => nowMs,
    eventCount: () => eventCount,
    after: (milliseconds, callback) => {
      const call: Call = { atMs: nowMs + Math.max(0, milliseconds), order, run: callback };
      order += 1;
      push(heap, call);
      return () => {
        call.run = undefined;
      };
    },
    run: async (until, limitMs) =>
      new Promise((resolve, reject) => {
        const step = (): void => {
          try {
            for (;;) {
              if (until()) return resolve('done');
              const call = nextCall(heap);
              if (call === undefined) return resolve('idle');
              if (call.atMs > limitMs) {
                push(heap, call);
                return resolve('limit');
              }
              nowMs = call.atMs;
              eventCount += 1;
              if (call.run?.() !== STILL) return afterMicrotasks(step);
            }
          } catch (cause) {
            reject(cause);
          }
        };
        afterMicrotasks(step);
      }),
  };
}

/** The earliest call that was not taken back. */
function nextCall(heap: Call[]): Call | undefined {
  for (;;) {
    const call = pop(heap);
    if (call === undefined || call.run !== undefined) return call;
  }
}

function isEarlier(left: Call, right: Call): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

function push(heap: Call[], call: Call): void {
  let at = heap.length;
  heap.push(call);
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || !isEarlier(call, parent)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = call;
}

function pop(heap: Call[]): Call | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const child = earlierChild(heap, at);
    if (child === undefined || !isEarlier(child.call, last)) break;
    heap[at] = child.call;
    at = child.at;
  }
  heap[at] = last;
  return first;
}

function earlierChild(heap: readonly Call[], parentAt: number) {
  const leftAt = parentAt * 2 + 1;
  const left = heap[leftAt];
  if (left === undefined) return undefined;
  const right = heap[leftAt + 1];
  return right !== undefined && isEarlier(right, left)
    ? { at: leftAt + 1, call: right }
    : { at: leftAt, call: left };
}
