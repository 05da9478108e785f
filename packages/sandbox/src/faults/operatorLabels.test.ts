import { describe, expect, it } from 'vitest';

import { operatorLabels } from './operatorLabels.ts';

const plan = { operators: [{ label: 'honest', rules: [] }] };

describe('operatorLabels', () => {
  it('plays one operator by default, and those of the plan', () => {
    expect(operatorLabels(undefined, undefined)).toEqual(['operator-1']);
    expect(operatorLabels(undefined, plan)).toEqual(['honest']);
  });

  it('adds operators up to the number asked for', () => {
    expect(operatorLabels(3, plan)).toEqual(['honest', 'operator-2', 'operator-3']);
  });

  it.each([0, 17, 1.5])('refuses %s operators', (wanted) => {
    expect(() => operatorLabels(wanted, undefined)).toThrow(`operators is ${wanted}; it must be`);
  });

  it('refuses a plan with more operators than asked for, or the same one twice', () => {
    const twice = { operators: [...plan.operators, ...plan.operators] };
    expect(() => operatorLabels(undefined, twice)).toThrow(
      'names an operator twice: honest, honest',
    );
    const two = { operators: [...plan.operators, { label: 'liar', rules: [] }] };
    expect(() => operatorLabels(1, two)).toThrow('has rules for 2 operators (honest, liar)');
  });
});
