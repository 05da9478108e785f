import type { RolloutStage } from './rolloutStage.ts';
import type { RouteRecord, RouteState } from './stickyRoute.ts';
import type { ShadowRecord } from './compareShadow.ts';

/** What may move a rollout. */
export const ROLLOUT_MOVE_KINDS = ['begin', 'advance', 'back', 'step-down', 'resume'] as const;

/** What moved a rollout. `step-down` is by a rule, everything else by a person or the environment. */
export type RolloutMoveKind = (typeof ROLLOUT_MOVE_KINDS)[number];

/** A move as somebody wants it. */
export interface RolloutMoveWish {
  readonly kind: RolloutMoveKind;
  /** Stage that holds after it. */
  readonly stage: RolloutStage;
  /** Whether new entries are shadowed after it, whatever the stage is. */
  readonly isSteppedDown: boolean;
  readonly by: string;
  readonly reason: string;
}

/** A move of the rollout. The newest one holds, in every process of the data directory. */
export interface RolloutMove extends RolloutMoveWish {
  /** 1 for the first, then one more each. */
  readonly number: number;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Of a step-down: whether the real side is known to reduce since. */
  readonly isReduced: boolean;
}

/** What a decision is made from, read in the transaction that writes it down. */
export interface DecisionFacts {
  readonly record: RouteRecord | undefined;
  /** Newest move, `undefined` while the rollout has not begun. */
  readonly move: RolloutMove | undefined;
}

/** Where a rollout keeps its stage, its routes and what its shadow found. */
export interface RolloutStore {
  readonly path: string;
  /**
   * Newest move, `undefined` while the rollout has not begun.
   *
   * @throws ExecutionError `ROLLOUT__UNAVAILABLE` where the file has fewer moves than were made
   */
  newestMove(): RolloutMove | undefined;
  /** Moves that the file has, newest first. */
  moves(limit: number): readonly RolloutMove[];
  /** Newest step-down, whatever was moved since; `undefined` when there never was one. */
  newestStepDown(): RolloutMove | undefined;
  /**
   * Writes a move down, if the newest one in the file still has the number given. It holds even
   * where moves are missing, and counts on from those that were made.
   *
   * @param after - Number of the newest move that was seen, 0 for none.
   * @returns `undefined` when somebody moved meanwhile.
   */
  move(wish: RolloutMoveWish, after: number): RolloutMove | undefined;
  /** Notes that the real side reduces since a step-down. */
  markReduced(number: number): void;
  /**
   * Decides about one request in one durable transaction: what `decide` returns is on disk when this
   * returns.
   *
   * @param decide - Returns the record to keep, or anything else to write nothing; must be pure.
   * @throws ExecutionError `ROLLOUT__UNAVAILABLE` also where the file has fewer moves than were made
   */
  decide<Other>(
    name: string,
    decide: (facts: DecisionFacts) => { readonly write: RouteRecord } | Other,
  ): { readonly write: RouteRecord } | Other;
  /** What was decided about a request, `undefined` for one that nobody decided about. */
  route(name: string): RouteRecord | undefined;
  /**
   * Notes what came of a request. It frees no key that was touched since it was decided about, or
   * before: whoever else was sent on may still be on its way.
   */
  settle(
    record: Pick<RouteRecord, 'name' | 'decidedAtMs'>,
    state: Exclude<RouteState, 'decided'>,
    atMs: number,
  ): void;
  /** Whether a buy of the token was sent to the real side since, and nobody knows what came of it. */
  hasUnansweredBuy(token: string, sinceMs: number): boolean;
  /** Keeps a comparison, once for each key, and drops the oldest beyond the number given. */
  addShadow(record: ShadowRecord, recordsMax: number): void;
  /** Comparisons, newest first. */
  shadows(limit: number): readonly ShadowRecord[];
  close(): void;
}
