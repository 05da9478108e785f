import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createFifo } from './fifo.ts';

describe('createFifo', () => {
  it('for all sequences, gives items back in the order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer(), { nil: null })), (steps) => {
        const fifo = createFifo<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === null) {
            expect(fifo.peek()).toBe(model[0]);
            expect(fifo.shift()).toBe(model.shift());
          } else {
            fifo.push(step);
            model.push(step);
          }
          expect(fifo.size()).toBe(model.length);
        }
      }),
    );
  });

  it('keeps its order through many that come and go', () => {
    const fifo = createFifo<number>();
    for (let item = 0; item < 5_000; item += 1) fifo.push(item);
    for (let item = 0; item < 5_000; item += 1) {
      expect(fifo.shift()).toBe(item);
      fifo.push(item + 5_000);
    }
    expect([fifo.size(), fifo.peek()]).toEqual([5_000, 5_000]);
  });
});
