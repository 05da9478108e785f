import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { parseFaultPlan } from './faultPlan.ts';

const LABELS = ['one', 'two'];
const drop = { target: 'rpc', action: { kind: 'drop' } };

function problemsOf(candidate: unknown): string {
  try {
    parseFaultPlan(candidate, LABELS);
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
  throw new Error('the plan was taken');
}

describe('parseFaultPlan', () => {
  it('fills in defaults and puts the rules of operators first', () => {
    const plan = parseFaultPlan(
      { operators: [{ label: 'two', rules: [drop] }], rules: [{ ...drop, name: 'mine' }, drop] },
      LABELS,
    );
    expect(plan.seed).toBe(1);
    expect(plan.rules.map(({ name, operator }) => [name, operator])).toEqual([
      ['two/rule-1', 'two'],
      ['mine', undefined],
      ['rule-2', undefined],
    ]);
    expect(plan.rules[0]).toMatchObject({ probability: 1, after: 0 });
  });

  it('survives being written as JSON', () => {
    const plan = { seed: 7, rules: [drop] };
    expect(parseFaultPlan(JSON.parse(JSON.stringify(plan)), LABELS)).toEqual(
      parseFaultPlan(plan, LABELS),
    );
  });

  it('takes every example of the package readme', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const examples = [...readme.matchAll(/```json\n(.*?)```/gsu)].map(([, text = '']) => text);
    expect(examples).toHaveLength(5);
    for (const example of examples) parseFaultPlan(JSON.parse(example), ['honest', 'liar']);
  });

  it('names every problem and its place', () => {
    expect(
      problemsOf({
        sed: 1,
        rules: [
          { ...drop, probability: 2 },
          { ...drop, metod: 'getSlot' },
          { target: 'rpc', action: { kind: 'explode' } },
          { target: 'rpc', action: { kind: 'lag', slots: 0 } },
          { ...drop, transactions: { from: 0.5, below: 0.5 } },
        ],
      }),
    ).toMatchInlineSnapshot(`
      "The fault plan is refused:
        rules[0].probability: Too big: expected number to be <=1
        rules[1]: Unrecognized key: "metod"
        rules[2].action.kind: Invalid discriminator value. Expected 'drop' | 'delay' | 'duplicate' | 'reorder' | 'httpError' | 'rpcError' | 'malformed' | 'wrongTypes' | 'replaceResult' | 'hostileSwap' | 'loseReply' | 'swallow' | 'lag' | 'shiftHeight' | 'slotForHeight' | 'shiftSlot' | 'shiftLifetime' | 'lieBlockhash' | 'lieBalance' | 'lieStatus' | 'silence' | 'closeSocket'
        rules[3].action.slots: Too small: expected number to be >=1
        rules[4].transactions: from must be less than below
        plan: Unrecognized key: "sed""
    `);
  });

  it('refuses a fault where it has no meaning', () => {
    expect(
      problemsOf({
        rules: [
          { target: 'venue', action: { kind: 'swallow' } },
          { target: 'ws', action: { kind: 'httpError', status: 429 } },
          { target: 'ws', action: { kind: 'drop', how: 'close' } },
          { target: 'venue', operator: 'one', action: { kind: 'drop' } },
        ],
      }),
    ).toMatchInlineSnapshot(`
      "The fault plan is refused:
        rules[0].action: swallow has no meaning for venue; it goes with rpc, blockEngine
        rules[1].action: httpError on ws answers the upgrade, so it needs method "connect"
        rules[2].action: drop on ws makes a message vanish; use closeSocket to close, and leave out how
        rules[3].operator: there is one venue for all operators; leave operator out"
    `);
  });

  it('refuses operators that do not exist and names that repeat', () => {
    const named = { ...drop, name: 'same' };
    expect(problemsOf({ rules: [named, named, { ...drop, operator: 'three' }] }))
      .toMatchInlineSnapshot(`
      "The fault plan is refused:
        operator three does not exist; the operators are one, two
        two rules are named same; names must differ"
    `);
  });
});
