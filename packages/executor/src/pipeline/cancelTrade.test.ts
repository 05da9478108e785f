import { describe, expect, it } from 'vitest';

import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts, FAKE_SIGNATURE, madeUpAttempt } from '../testing/fakeParts.ts';
import { fixtureDenied, fixtureFill } from '../testing/journalFixtures.ts';
import { cancelTrade } from './cancelTrade.ts';

const signature = FAKE_SIGNATURE;
const SIGNED: TradeEvent = { name: 'AttemptSigned', attempt: madeUpAttempt() };
const CONFIRMED: TradeEvent = { name: 'AttemptConfirmed', signature, slot: '1', witness: 'a' };
const EXPIRED: TradeEvent = {
  name: 'AttemptExpired',
  signature,
  deathHeight: '1182',
  witnesses: [],
};
const FILL_READ: TradeEvent = {
  name: 'FillRead',
  fill: { ...fixtureFill(), signature },
  result: { success: true },
};

async function tradeAfter(...events: readonly TradeEvent[]) {
  const all = await createFakeParts();
  const { tradeId } = all.admit();
  if (events.length > 0) all.parts.log.record(tradeId, ...events);
  const trade = all.parts.log.current(tradeId);
  return { ...all, log: all.parts.log, tradeId, trade };
}

describe('cancelTrade', () => {
  it('ends what is not signed', async () => {
    const { log, trade } = await tradeAfter();
    expect(cancelTrade(log, trade)).toMatchObject({
      status: 'cancelled',
      result: { success: false, errorCode: 'TRADE__CANCELLED', keyReusable: false },
    });
  });

  it.each([
    ['is on its way', [SIGNED]],
    ['is confirmed and not answered yet', [SIGNED, CONFIRMED]],
  ])('is remembered, once, of what %s', async (_case, events) => {
    const { log, trade, names, tradeId } = await tradeAfter(...events);
    const asked = cancelTrade(log, trade);
    expect(asked).toMatchObject({ status: trade.status, cancelRequested: true });
    expect(cancelTrade(log, asked)).toBe(asked);
    expect(names(tradeId).filter((name) => name === 'CancelRequested')).toHaveLength(1);
  });

  it('ends a trade between two attempts, which then never signs again', async () => {
    const { log, trade } = await tradeAfter(SIGNED, EXPIRED);
    expect(cancelTrade(log, trade)).toMatchObject({
      status: 'cancelled',
      errorCode: 'CONFIRM__CANCELLED',
      result: { success: false, status: 'cancelled', attempts: 1, totalCostLamports: 0 },
    });
  });

  it.each([
    ['has ended', [fixtureDenied()]],
    ['was answered as a success', [SIGNED, CONFIRMED, FILL_READ]],
  ])('changes nothing of what %s', async (_case, events) => {
    const { log, trade } = await tradeAfter(...events);
    expect(cancelTrade(log, trade)).toBe(trade);
  });

  it('decides by the trade as it is now, not as it was read', async () => {
    const { log, trade, tradeId } = await tradeAfter();
    log.record(tradeId, SIGNED);
    expect(cancelTrade(log, trade)).toMatchObject({ status: 'executing', cancelRequested: true });
  });
});
