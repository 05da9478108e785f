import { fault, type Fault } from '@quantbot/core';

import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { liveAttempt, type TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';
import { laterSlot } from './laterSlot.ts';

type Landings = Pick<
  ExecutorParts,
  'pool' | 'ledger' | 'log' | 'watermark' | 'statuses' | 'config' | 'closing'
>;

/**
 * Oldest slot that what a trade is worked out from may be read at: that of the wallet's last
 * landing, and of every trade of the token that has landed and is not final. What those brought is
 * not in an older balance, and a condition that starts from it would leave that to the program.
 *
 * Of a landing that is not final, the slot is what two operators name alike, where two are required:
 * too early a slot, told by one that lies, would let an older balance pass, and too late a one would
 * let none pass. They are looked at once more and waited for a moment.
 *
 * @param operatorsMin - Operators that have to tell of the wallet, 1 or 2.
 * @returns `RPC__UNAVAILABLE` while they do not tell the same; `undefined` when nothing has landed.
 */
export async function slotAfterLandings(
  parts: Landings,
  trade: TradeRecord,
  operatorsMin: number,
): Promise<bigint | undefined | Fault> {
  const first = landingsBeside(parts, trade, operatorsMin);
  if (first.untold.length === 0) return first.slot;
  const { statuses, config, closing } = parts;
  for (const signature of first.untold) statuses.poke(signature);
  await config.platform.delay(config.pollIntervalMs, closing);
  const { untold, slot } = landingsBeside(parts, trade, operatorsMin);
  const [missing] = untold;
  if (missing === undefined) return slot;
  return fault('RPC__UNAVAILABLE', {
    endpoint: 'all',
    method: 'getSignatureStatuses',
    reason: `no ${operatorsMin} operators name the same slot in which ${missing}, an earlier trade of the token, landed`,
  });
}

interface LandingsBeside {
  readonly slot: bigint | undefined;
  /** Signatures that landed in a slot that is not sure. */
  readonly untold: readonly string[];
}

function landingsBeside(parts: Landings, trade: TradeRecord, operatorsMin: number): LandingsBeside {
  const { ledger, log, watermark, pool } = parts;
  const isAlone = operatorsRequired(pool.nodes) < 2;
  let { slot } = watermark;
  const untold: string[] = [];
  for (const other of log.settlingBeside(trade)) {
    const attempt = liveAttempt(other);
    if (attempt === undefined) continue;
    const { landedSlot, signature } = attempt;
    // The only operator's word is in the journal; one of several, where one is enough, has moved
    // the watermark as far as another has come.
    const told = isAlone ? landedSlot && BigInt(landedSlot) : ledger.agreedLanding(other.tradeId);
    if (typeof told === 'bigint') slot = laterSlot(slot, told);
    else if (operatorsMin > 1) untold.push(signature);
  }
  return { slot, untold };
}
