import { describe, expect, it } from 'vitest';

import { createFaultDirector, type FaultSubject } from './faultDirector.ts';
import type { FaultPlan } from './faultPlan.ts';

const SLOT: FaultSubject = { target: 'rpc', operator: 'one', method: 'getSlot' };
type Rule = NonNullable<FaultPlan['rules']>[number];

function direct(rule: Omit<Rule, 'target' | 'action'> & Partial<Rule>, seed = 1) {
  const director = createFaultDirector(['one', 'two']);
  const whole = { name: 'rule', target: 'rpc', action: { kind: 'drop' }, ...rule } as Rule;
  director.apply({ seed, rules: [whole] });
  return director;
}

/** Which of so many equal requests are struck. */
function strikes(director: ReturnType<typeof direct>, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(() => {
    const chosen = director.choose(SLOT);
    for (const fault of chosen) fault.record();
    return chosen.length > 0;
  });
}

describe('createFaultDirector', () => {
  it('chooses nothing without a plan', () => {
    const director = createFaultDirector(['one']);
    expect(director.choose(SLOT)).toEqual([]);
    expect(director.counts()).toEqual({ applied: 0, rules: {} });
  });

  it('makes the same decisions for the same seed, and others for another', () => {
    const first = strikes(direct({ probability: 0.3 }, 5), 200);
    expect(strikes(direct({ probability: 0.3 }, 5), 200)).toEqual(first);
    expect(strikes(direct({ probability: 0.3 }, 6), 200)).not.toEqual(first);
    expect(first.length).toBeGreaterThan(35);
    expect(first.length).toBeLessThan(85);
  });

  it('decides by the place among matching requests, whatever else comes between', () => {
    const plain = strikes(direct({ probability: 0.5, method: 'getSlot' }), 50);
    const director = direct({ probability: 0.5, method: 'getSlot' });
    const mixed = Array.from({ length: 50 }, (_, index) => index).filter(() => {
      director.choose({ ...SLOT, method: 'getBalance' });
      return director.choose(SLOT).length > 0;
    });
    expect(mixed).toEqual(plain);
  });

  it('lets the first ones pass and stops after so many', () => {
    expect(strikes(direct({ after: 2, first: 3 }), 10)).toEqual([2, 3, 4]);
  });

  it('ends when its time is over', () => {
    expect(strikes(direct({ until: { elapsedMs: 0 } }), 3)).toEqual([]);
    expect(strikes(direct({ until: { elapsedMs: 60_000 } }), 3)).toEqual([0, 1, 2]);
  });

  it('strikes only its target, operator and methods', () => {
    const director = direct({ operator: 'two', method: ['getSlot', 'getBalance'] });
    const isStruck = (subject: Partial<FaultSubject>) =>
      director.choose({ ...SLOT, operator: 'two', ...subject }).length > 0;
    expect(isStruck({})).toBe(true);
    expect(isStruck({ method: 'getBalance' })).toBe(true);
    expect(isStruck({ method: 'getBlock' })).toBe(false);
    expect(isStruck({ operator: 'one' })).toBe(false);
    expect(isStruck({ target: 'ws' })).toBe(false);
  });

  it('strikes a share of the transactions, each one always and whoever carries it', () => {
    const transactions = { from: 0.2, below: 0.4 };
    const swallow = { transactions, action: { kind: 'swallow' } } as const;
    const director = createFaultDirector(['one']);
    director.apply({
      rules: [
        { target: 'rpc', ...swallow },
        { target: 'blockEngine', ...swallow },
      ],
    });
    const struckBy = (target: 'rpc' | 'blockEngine') =>
      Array.from({ length: 400 }, (_, index) => `signature-${index}`).filter(
        (signature) => director.choose({ target, method: 'send' }, () => signature).length > 0,
      );
    const struck = struckBy('rpc');
    expect(struckBy('rpc')).toEqual(struck);
    expect(struckBy('blockEngine')).toEqual(struck);
    expect(struck.length).toBeGreaterThan(50);
    expect(struck.length).toBeLessThan(110);
    expect(director.choose({ target: 'rpc', method: 'getSlot' })).toEqual([]);
  });

  it('leaves the opening of sockets alone unless a rule names it', () => {
    const connect: FaultSubject = { target: 'ws', operator: 'one', method: 'connect' };
    expect(direct({ target: 'ws' }).choose(connect)).toEqual([]);
    expect(direct({ target: 'ws', method: 'connect' }).choose(connect)).toHaveLength(1);
  });

  it('counts what happened and logs it in order', () => {
    const director = direct({ first: 2 });
    director.choose(SLOT);
    strikes(director, 4);
    expect(director.counts()).toEqual({
      applied: 1,
      rules: { rule: { kind: 'drop', matched: 5, applied: 1 } },
    });
    expect(director.log()).toEqual([{ sequence: 1, rule: 'rule', kind: 'drop', ...SLOT }]);
  });

  it('keeps the latest part of a long log', () => {
    const director = direct({});
    strikes(director, 20_500);
    expect(director.log()).toHaveLength(10_000);
    expect(director.log().at(-1)?.sequence).toBe(20_500);
  });

  it('keeps its counts when cleared, and starts them again with a plan', () => {
    const director = direct({});
    strikes(director, 3);
    director.clear();
    expect(strikes(director, 3)).toEqual([]);
    expect(director.counts().applied).toBe(3);
    director.apply({});
    expect(director.counts()).toEqual({ applied: 0, rules: {} });
    expect(director.log()).toEqual([]);
  });

  it('keeps the plan it has when the next one is refused', () => {
    const director = direct({});
    expect(() => director.apply({ rules: [{ target: 'rpc' } as Rule] })).toThrow('refused');
    expect(strikes(director, 1)).toEqual([0]);
  });

  it('lets go what it holds when cleared', async () => {
    const director = direct({ action: { kind: 'reorder', width: 9, waitMs: 60_000 } });
    const [fault] = director.choose(SLOT);
    const entered = fault?.gate.enter();
    director.clear();
    await entered;
  });
});
