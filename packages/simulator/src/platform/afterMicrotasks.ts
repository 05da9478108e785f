import { nextTick } from 'node:process';

const settled = Promise.resolve();

/**
 * Calls back once every promise that can go on by itself has done so, however many steps that
 * takes. A tick asked for from inside the queue of promises runs when that queue is empty; asked
 * for from outside it would run before.
 */
export function afterMicrotasks(callback: () => void): void {
  void settled.then(() => {
    nextTick(callback);
  });
}

/** Lets timers, the network and messages of the real machine have their turn. */
export async function yieldToMachine(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
