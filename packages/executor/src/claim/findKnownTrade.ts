import {
  differingField,
  fault,
  fingerprintRequest,
  fingerprintText,
  type AnyExecutionRequest,
  type Fault,
  type RequestFingerprint,
} from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import type { Journal } from '../journal/journal.ts';
import type { TradeMode } from '../journal/tradeEvents.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { RecentEnds } from './recentEnds.ts';

/** Whether a request belongs to a trade the journal has, and under which key it goes on if not. */
export type KeyLookup =
  | { readonly kind: 'known'; readonly trade: TradeRecord }
  | {
      readonly kind: 'new';
      readonly key: string;
      readonly keyDerived: boolean;
      readonly fingerprint: RequestFingerprint;
    };

/** What decides about keys. */
export interface KeyRules extends Pick<
  CompiledConfig,
  'dryRun' | 'enableIdempotency' | 'derivedKeys' | 'derivedKeyWindowMs' | 'clock' | 'platform'
> {
  /**
   * Key of a new trade whose request has none, where the caller made one up already: a process that
   * asks the owner of the journal repeats under it when the answer is lost.
   */
  readonly keyWhenNew?: string | undefined;
  /** What ended in this process, whatever the wall clock says. @defaultValue the journal alone tells */
  readonly recentEnds?: RecentEnds;
}

/** Looks a request up in the journal. Needs no network. */
export function findKnownTrade(
  journal: Journal,
  request: AnyExecutionRequest,
  config: KeyRules,
): KeyLookup | Fault {
  const fingerprint = fingerprintRequest(request);
  const mode: TradeMode = config.dryRun ? 'dry' : 'live';
  const { idempotencyKey } = request;
  if (!config.enableIdempotency) return newTrade(config, fingerprint, undefined);
  if (idempotencyKey !== undefined) {
    // A key that moved money answers with that trade in dry-run as well.
    const trade =
      journal.findByKey(idempotencyKey, 'live') ?? journal.findByKey(idempotencyKey, mode);
    if (trade === undefined) return newTrade(config, fingerprint, idempotencyKey);
    return mismatch(trade, fingerprint) ?? { kind: 'known', trade };
  }
  if (config.derivedKeys === 'refuse') return fault('IDEMPOTENCY__KEY_REQUIRED');
  const { keyWhenNew } = config;
  const repeated = keyWhenNew === undefined ? undefined : journal.findByKey(keyWhenNew, mode);
  if (repeated !== undefined) {
    return mismatch(repeated, fingerprint) ?? { kind: 'known', trade: repeated };
  }
  const keyless = { mode, fingerprintText: fingerprintText(fingerprint) };
  const endedSinceMs = config.clock.nowMs() - config.derivedKeyWindowMs;
  const trade =
    journal.findByFingerprint({ ...keyless, endedSinceMs }) ??
    recentTrade(journal, config.recentEnds?.find(keyless, config.derivedKeyWindowMs));
  return trade === undefined ? newTrade(config, fingerprint, undefined) : { kind: 'known', trade };
}

function newTrade(
  config: KeyRules,
  fingerprint: RequestFingerprint,
  idempotencyKey: string | undefined,
): KeyLookup {
  const key = idempotencyKey ?? config.keyWhenNew ?? `derived-${config.platform.uniqueId()}`;
  return { kind: 'new', key, keyDerived: idempotencyKey === undefined, fingerprint };
}

function recentTrade(journal: Journal, tradeId: string | undefined): TradeRecord | undefined {
  return tradeId === undefined ? undefined : journal.history(tradeId)?.trade;
}

function mismatch(trade: TradeRecord, requested: RequestFingerprint): Fault | undefined {
  const field = differingField(trade.fingerprint, requested);
  return field === undefined
    ? undefined
    : fault('IDEMPOTENCY__REQUEST_MISMATCH', {
        key: trade.key,
        field,
        stored: trade.fingerprint[field],
        requested: requested[field],
      });
}
