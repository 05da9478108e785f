import { fault, type ClockPort } from '@quantbot/core';
import {
  DEFAULT_SETTINGS,
  type ClaimedEntry,
  type EntryGuard,
  type ExecutionSettings,
} from '@quantbot/executor';

import { effectiveStage, type RolloutCeiling } from './rolloutCeiling.ts';
import { findRolloutFile } from './findRolloutFile.ts';
import { isBelow } from './rolloutStage.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import type { RolloutMove, RolloutStore } from './rolloutStore.ts';
import { routeRequest } from './routeRequest.ts';
import { routeNameOf } from './stickyRoute.ts';

/** What tells whether a claimed buy is still wanted. */
export interface EntryGuardParts {
  /** The farthest stage that the environment allows. */
  readonly ceiling: RolloutCeiling;
  readonly rules: RolloutRules;
  readonly settings: Pick<ExecutionSettings, 'dataDirectory'>;
  readonly clock: ClockPort;
}

/** Withdraws buys for an adapter, until it is closed. */
export interface ClosableEntryGuard {
  readonly guard: EntryGuard;
  close(): void;
}

/**
 * Makes what withdraws buys that were claimed while the rollout traded them really, and were not
 * signed when it went back: by a move in any process, or by an environment that allows less than the
 * one before. What was claimed afterwards, past the rollout, is left alone. It reads where the rollout
 * stands each time, and begins none.
 *
 * The guard throws `ROLLOUT__UNAVAILABLE` where the rollout cannot be read.
 */
export function createEntryGuard(parts: EntryGuardParts): ClosableEntryGuard {
  const { clock, settings } = parts;
  const file = findRolloutFile(settings.dataDirectory ?? DEFAULT_SETTINGS.dataDirectory, clock);
  const startedAtMs = clock.nowMs();
  return {
    guard: (entry) => {
      const store = file.found();
      const move = store?.newestMove();
      const { route, reason } = routeRequest({
        request: entry.request,
        stage: effectiveStage(parts.ceiling, move),
        isSteppedDown: move?.isSteppedDown ?? false,
        isKnownToReal: false,
        holdsPosition: false,
        rules: parts.rules,
      });
      if (route === 'real') return undefined;
      const back = wentBack(parts, move, startedAtMs);
      const isMeant = entry.claimedAtMs <= back.atMs || isRoutedReally(store, entry);
      if (!isMeant) return undefined;
      return fault('ROLLOUT__ENTRY_WITHDRAWN', {
        key: entry.key,
        reason: `${back.says} (${reason})`,
      });
    },
    close: () => {
      file.close();
    },
  };
}

/** When and by what the stage became what it is for this process. */
function wentBack(
  { ceiling }: EntryGuardParts,
  move: RolloutMove | undefined,
  startedAtMs: number,
): { readonly atMs: number; readonly says: string } {
  if (move === undefined || isBelow(ceiling.stage, move.stage)) {
    return { atMs: startedAtMs, says: `${ceiling.says} holds in this process since` };
  }
  const { stage, by, reason, isSteppedDown } = move;
  const where = isSteppedDown ? `has stepped down at ${stage}` : `is at ${stage}`;
  return { atMs: move.atMs, says: `the rollout ${where} by decision of ${by}: ${reason}` };
}

/** Whether the rollout had sent the request to the real side, whenever it was claimed there. */
function isRoutedReally(
  store: RolloutStore | undefined,
  { request, keyDerived, key }: ClaimedEntry,
): boolean {
  const { idempotencyKey: _made, ...keyless } = request;
  const asked = keyDerived ? keyless : { ...keyless, idempotencyKey: key };
  const record = store?.route(routeNameOf(asked));
  return record?.route === 'real' && !record.isDry;
}
