import { fault, type Fault } from '@quantbot/core';

import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { liveAttempt, type TradeRecord } from '../journal/tradeRecord.ts';
import { openWait } from '../platform/openWait.ts';
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
 * let none pass. They are looked at once more, at once, and waited for until they are told, for one
 * interval of looks at the longest.
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
  for (const signature of first.untold) parts.statuses.poke(signature);
  const look = (): LandingsBeside => landingsBeside(parts, trade, operatorsMin);
  const { untold, slot } = await waitUntilTold(parts, look);
  const [missing] = untold;
  if (missing === undefined) return slot;
  return fault('RPC__UNAVAILABLE', {
    endpoint: 'all',
    method: 'getSignatureStatuses',
    reason: `no ${operatorsMin} operators name the same slot in which ${missing}, an earlier trade of the token, landed`,
  });
}

/** Waits for what two operators tell, and no longer than a look takes. */
async function waitUntilTold(
  { config, ledger, closing }: Landings,
  look: () => LandingsBeside,
): Promise<LandingsBeside> {
  const waiting = openWait(closing);
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  const timeUp = config.platform.delay(config.pollIntervalMs, waiting.signal).then(over, over);
  try {
    for (;;) {
      await Promise.race([ledger.landingTold(), timeUp]);
      closing.throwIfAborted();
      const beside = look();
      if (isOver || beside.untold.length === 0) return beside;
    }
  } finally {
    waiting.end(TOLD);
  }
}

/** Why the wait ends early. Without a reason every abort makes an error and its stack. */
const TOLD = 'told';

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
