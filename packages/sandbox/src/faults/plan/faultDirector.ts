import type { FaultAction, FaultKind, FaultTarget } from './faultAction.ts';
import { parseFaultPlan, type FaultPlan, type FaultRule } from './faultPlan.ts';
import { createReorderGate, type ReorderGate } from './reorderGate.ts';
import { createSeededChoice, type SeededChoice } from './seededChoice.ts';
import { transactionLot } from './transactionLot.ts';

/** What a request, or a message on a socket, is to the rules. */
export interface FaultSubject {
  readonly target: FaultTarget;
  /** Label of the operator it goes to; the venue and the block engine have none. */
  readonly operator?: string;
  /** JSON-RPC method, path, or name of a notification. */
  readonly method: string;
}

/** A fault that one request is to meet. */
export interface ChosenFault<Action extends FaultAction = FaultAction> {
  readonly action: Action;
  /** From 0 to 1, drawn from the rule's stream, for what the fault leaves to chance. */
  readonly chance: number;
  /** Where requests of a `reorder` rule wait for each other. */
  readonly gate: ReorderGate;
  /** Records that the fault happened. Called where it takes effect, not where it was chosen. */
  readonly record: () => void;
}

/** How often a rule met something. */
export interface FaultCount {
  readonly kind: FaultKind;
  /** Requests and messages the rule looked at: of its target, operator and methods. */
  readonly matched: number;
  /** Faults that took effect. */
  readonly applied: number;
}

/** How often each rule of the latest plan struck, by the name of the rule. */
export interface FaultCounts {
  readonly applied: number;
  readonly rules: Readonly<Record<string, FaultCount>>;
}

/** One fault that happened. */
export interface FaultRecord extends FaultSubject {
  /** Place in the order of all faults of the plan, from 1. */
  readonly sequence: number;
  readonly rule: string;
  readonly kind: FaultKind;
}

/** Decides which request meets which fault, and keeps the books. */
export interface FaultDirector {
  /**
   * Finds the faults a request is to meet, in the order of the plan.
   *
   * @param signature - reads the first signature of what is sent, asked for where a rule needs it
   */
  choose(subject: FaultSubject, signature?: () => string | undefined): readonly ChosenFault[];
  /** Puts a plan in the place of the one before, with fresh counts. @throws Error for a wrong one */
  apply(plan: FaultPlan): void;
  /** Ends all faults. Counts stay to be read. */
  clear(): void;
  counts(): FaultCounts;
  /** The latest faults, oldest first. */
  log(): readonly FaultRecord[];
}

const LOG_LENGTH_MAX = 10_000;

interface ActiveRule {
  readonly rule: FaultRule;
  readonly methods: ReadonlySet<string> | undefined;
  readonly draw: SeededChoice;
  readonly gate: ReorderGate;
  matched: number;
  chosen: number;
  applied: number;
}

/** Creates a director without faults. */
export function createFaultDirector(operatorLabels: readonly string[]): FaultDirector {
  let rules: readonly ActiveRule[] = [];
  let records: FaultRecord[] = [];
  let appliedAtMs = 0;
  let sequence = 0;
  let isActive = false;
  let seed = 0;

  const openGates = () => {
    for (const { gate } of rules) gate.open();
  };
  const record = (active: ActiveRule, subject: FaultSubject) => {
    active.applied += 1;
    sequence += 1;
    const { name, action } = active.rule;
    records.push({ sequence, rule: name, kind: action.kind, ...subject });
    // Cut rarely: a long run of faults must not copy the log each time.
    if (records.length >= 2 * LOG_LENGTH_MAX) records = records.slice(-LOG_LENGTH_MAX);
  };

  return {
    choose(subject, signature) {
      if (!isActive) return [];
      const elapsedMs = performance.now() - appliedAtMs;
      const drawLot = once(() => {
        const sent = signature?.();
        return sent === undefined ? undefined : transactionLot(seed, sent);
      });
      return rules.flatMap((active) => {
        const chance = strikes(active, subject, { elapsedMs, drawLot });
        if (chance === undefined) return [];
        const { gate, rule } = active;
        return [{ action: rule.action, chance, gate, record: () => record(active, subject) }];
      });
    },
    apply(plan) {
      const checked = parseFaultPlan(plan, operatorLabels);
      openGates();
      seed = checked.seed;
      rules = checked.rules.map((rule, index) => activate(rule, checked.seed, index));
      records = [];
      sequence = 0;
      appliedAtMs = performance.now();
      isActive = rules.length > 0;
    },
    clear() {
      isActive = false;
      openGates();
    },
    counts: () => ({
      applied: sequence,
      rules: Object.fromEntries(
        rules.map(({ rule, matched, applied }) => [
          rule.name,
          { kind: rule.action.kind, matched, applied },
        ]),
      ),
    }),
    log: () => records.slice(-LOG_LENGTH_MAX),
  };
}

function activate(rule: FaultRule, seed: number, index: number): ActiveRule {
  const { method, action } = rule;
  const methods = typeof method === 'string' ? [method] : method;
  const gate = createReorderGate(
    action.kind === 'reorder' ? action : { width: Number.POSITIVE_INFINITY, waitMs: 0 },
  );
  return {
    rule,
    methods: methods && new Set(methods),
    draw: createSeededChoice(seed, index),
    gate,
    matched: 0,
    chosen: 0,
    applied: 0,
  };
}

/**
 * Draws the same numbers for every request the rule matches, so that decisions depend on its place
 * among them alone.
 *
 * @returns a number left to the fault, `undefined` for none
 */
function strikes(
  active: ActiveRule,
  subject: FaultSubject,
  { elapsedMs, drawLot }: Moment,
): number | undefined {
  const { rule, draw } = active;
  if (!matches(active, subject) || !isChosenTransaction(rule, drawLot)) return undefined;
  if (rule.until !== undefined && elapsedMs >= rule.until.elapsedMs) return undefined;
  active.matched += 1;
  const isDrawn = draw() < rule.probability;
  const chance = draw();
  if (!isDrawn || active.matched <= rule.after) return undefined;
  if (rule.first !== undefined && active.chosen >= rule.first) return undefined;
  active.chosen += 1;
  return chance;
}

/** Reads a signature for the first rule that needs it, and for all others. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

interface Moment {
  /** Milliseconds since the plan was applied. */
  readonly elapsedMs: number;
  /** Lot of the transaction that is sent, `undefined` when none is. */
  readonly drawLot: () => number | undefined;
}

function isChosenTransaction({ transactions }: FaultRule, drawLot: Moment['drawLot']): boolean {
  if (transactions === undefined) return true;
  const lot = drawLot();
  return lot !== undefined && lot >= transactions.from && lot < transactions.below;
}

function matches({ rule, methods }: ActiveRule, subject: FaultSubject): boolean {
  if (rule.target !== subject.target) return false;
  if (rule.operator !== undefined && rule.operator !== subject.operator) return false;
  if (methods !== undefined) return methods.has(subject.method);
  // Opening a socket is not a message: a rule has to name it.
  return subject.method !== 'connect';
}
