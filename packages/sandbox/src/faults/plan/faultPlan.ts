import { z } from 'zod';

import { FAULT_TARGETS, TARGETS_OF_FAULT, faultAction } from './faultAction.ts';

const RULES_MAX = 500;
const METHODS_MAX = 64;
const SEED_MAX = 2 ** 32 - 1;
const COUNT_MAX = 1_000_000_000;
const name = z.string().min(1).max(100);
const count = z.int().min(0).max(COUNT_MAX);
const share = z.number().min(0).max(1);

const ruleShape = {
  name: name.optional(),
  target: z.enum(FAULT_TARGETS),
  method: z.union([name, z.array(name).min(1).max(METHODS_MAX)]).optional(),
  probability: share.default(1),
  first: z.int().min(1).max(COUNT_MAX).optional(),
  after: count.default(0),
  until: z.strictObject({ elapsedMs: count }).optional(),
  transactions: z
    .strictObject({ from: share.default(0), below: share })
    .refine(({ from, below }) => from < below, 'from must be less than below')
    .optional(),
  action: faultAction,
};

const operatorRule = z.strictObject(ruleShape).superRefine(checkTarget);
const rule = z.strictObject({ ...ruleShape, operator: name.optional() }).superRefine(checkRule);

const faultPlan = z.strictObject({
  seed: z.int().min(0).max(SEED_MAX).default(1),
  operators: z
    .array(z.strictObject({ label: name, rules: z.array(operatorRule).max(RULES_MAX) }))
    .default([]),
  rules: z.array(rule).max(RULES_MAX).default([]),
});

/**
 * What is to go wrong, as plain JSON. Every rule is looked at for every request of its target; the
 * faults of all rules that match are applied together.
 *
 * A rule decides by `probability` from the plan's `seed`: the n-th request a rule matches meets the
 * same decision in every run. `after` lets so many matching requests pass first, `first` ends the
 * rule after so many were chosen, `until.elapsedMs` after that time since the plan was applied.
 *
 * `transactions` leaves all but sends alone, and of those all but a share: every transaction draws a
 * lot from 0 to 1 by the seed and its signature, and its lot has to lie from `from` to below `below`.
 * The lot is the same for every rule, operator and lane, and however often the bytes are sent.
 *
 * `method` is a JSON-RPC method; for the venue, and for requests that are not JSON-RPC, the path;
 * for `ws` also `connect` or the name of a notification, such as `signatureNotification`.
 */
export type FaultPlan = z.input<typeof faultPlan>;

/** A rule with its defaults filled in. */
export type FaultRule = Omit<z.output<typeof rule>, 'name'> & { readonly name: string };

/** A plan that was checked: its rules in one list, each with a name. */
export interface CheckedFaultPlan {
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

/**
 * Checks a plan that may come from a file.
 *
 * @param operatorLabels - labels of the operators that exist
 * @throws Error with every problem on a line of its own, its place in the plan first
 */
export function parseFaultPlan(
  candidate: unknown,
  operatorLabels: readonly string[],
): CheckedFaultPlan {
  const parsed = faultPlan.safeParse(candidate);
  if (!parsed.success) refuse(describeIssues(parsed.error));
  const { seed, operators, rules } = parsed.data;
  const labelled = operators.flatMap(({ label, rules: own }) =>
    own.map((one, index) => ({ ...one, operator: label, name: one.name ?? nameOf(index, label) })),
  );
  const shared = rules.map((one, index) => ({ ...one, name: one.name ?? nameOf(index) }));
  const all: FaultRule[] = [...labelled, ...shared];
  const labels = [...operators.map(({ label }) => label), ...rules.map(({ operator }) => operator)];
  const problems = [
    ...findUnknownOperators(labels, operatorLabels),
    ...findRepeatedNames(all.map((one) => one.name)),
  ];
  if (problems.length > 0) refuse(problems);
  return { seed, rules: all };
}

function nameOf(index: number, label?: string): string {
  return label === undefined ? `rule-${index + 1}` : `${label}/rule-${index + 1}`;
}

function checkTarget(
  { target, method, action }: Pick<z.output<typeof rule>, 'target' | 'method' | 'action'>,
  context: z.RefinementCtx,
): void {
  const allowed = TARGETS_OF_FAULT[action.kind];
  const report = (message: string) => {
    context.addIssue({ code: 'custom', path: ['action'], message });
  };
  if (!allowed.includes(target)) {
    report(`${action.kind} has no meaning for ${target}; it goes with ${allowed.join(', ')}`);
  }
  if (target !== 'ws') return;
  if (action.kind === 'drop' && action.how !== undefined) {
    report('drop on ws makes a message vanish; use closeSocket to close, and leave out how');
  }
  if (action.kind === 'httpError' && method !== 'connect') {
    report('httpError on ws answers the upgrade, so it needs method "connect"');
  }
}

function checkRule(candidate: z.output<typeof rule>, context: z.RefinementCtx): void {
  checkTarget(candidate, context);
  const hasOperators = candidate.target === 'rpc' || candidate.target === 'ws';
  if (candidate.operator === undefined || hasOperators) return;
  const message = `there is one ${candidate.target} for all operators; leave operator out`;
  context.addIssue({ code: 'custom', path: ['operator'], message });
}

function describeIssues(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => {
    const place = path.reduce<string>(
      (text, part) =>
        typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`,
      '',
    );
    return `${place || 'plan'}: ${message}`;
  });
}

function findUnknownOperators(
  named: readonly (string | undefined)[],
  known: readonly string[],
): string[] {
  const unknown = new Set(named.filter((label) => label !== undefined && !known.includes(label)));
  return [...unknown].map(
    (label) => `operator ${label} does not exist; the operators are ${known.join(', ')}`,
  );
}

function findRepeatedNames(names: readonly string[]): string[] {
  const repeated = new Set(names.filter((one, index) => names.indexOf(one) < index));
  return [...repeated].map((one) => `two rules are named ${one}; names must differ`);
}

function refuse(problems: readonly string[]): never {
  throw new Error(`The fault plan is refused:\n${problems.map((line) => `  ${line}`).join('\n')}`);
}
