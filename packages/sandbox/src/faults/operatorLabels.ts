import type { FaultPlan } from './plan/faultPlan.ts';

const OPERATORS_MAX = 16;

/**
 * Names the operators to play: as the plan does, then `operator-2`, `operator-3` and so on up to
 * the number asked for. Without a number there are those of the plan, and always at least one.
 *
 * @throws Error when the number is out of range, or the plan names more, or one twice
 */
export function operatorLabels(wanted: number | undefined, plan: FaultPlan | undefined): string[] {
  const named = (plan?.operators ?? []).map(({ label }) => label);
  const number = wanted ?? Math.max(1, named.length);
  if (!Number.isInteger(number) || number < 1 || number > OPERATORS_MAX) {
    throw new Error(
      `operators is ${number}; it must be a whole number between 1 and ${OPERATORS_MAX}. ` +
        'Leave it out for 1.',
    );
  }
  if (new Set(named).size < named.length) {
    throw new Error(`The fault plan names an operator twice: ${named.join(', ')}.`);
  }
  if (named.length > number) {
    throw new Error(
      `The fault plan has rules for ${named.length} operators (${named.join(', ')}), but operators ` +
        `is ${number}. Raise operators or leave it out.`,
    );
  }
  const others = Array.from({ length: number }, (_, index) => `operator-${index + 1}`);
  return [...named, ...others.slice(named.length)];
}
