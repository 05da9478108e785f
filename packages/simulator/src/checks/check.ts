import type { History } from './history.ts';

/** Something that must never be. */
export interface Violation {
  /** Name of the check. */
  readonly check: string;
  /** Invariant it belongs to, as docs/invariants.md numbers them. */
  readonly invariant: string;
  readonly detail: string;
}

/** One property of every history, checked from outside the executor. */
export interface Check {
  readonly name: string;
  readonly invariant: string;
  /** What holds, in one sentence. */
  readonly holds: string;
  /** @returns what contradicts it, one line each. */
  find(history: History): readonly string[];
}
