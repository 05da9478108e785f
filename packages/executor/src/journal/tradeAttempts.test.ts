import { describe, expect, it } from 'vitest';

import { fixtureAttempt, fixturePrepared } from '../testing/journalFixtures.ts';
import {
  attemptsMade,
  firstAttempt,
  isOnItsWay,
  lastAttempt,
  liveAttempt,
  livePrepared,
  openAttempt,
  type AttemptRecord,
  type PreparedRecord,
  type TradeAttempts,
} from './tradeAttempts.ts';

const signed = (number: number, status: AttemptRecord['status']): AttemptRecord => ({
  ...fixtureAttempt(number),
  status,
});
const prepared = (number: number, status: PreparedRecord['status']): PreparedRecord => ({
  ...fixturePrepared(number),
  status,
});

describe('a trade that nobody has signed', () => {
  it.each<TradeAttempts>([{ attempts: [] }, { attempts: [], prepared: [] }])(
    'has nothing: %j',
    (trade) => {
      expect(attemptsMade(trade)).toBe(0);
      expect([firstAttempt(trade), lastAttempt(trade), openAttempt(trade)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(isOnItsWay(trade)).toBe(false);
    },
  );
});

describe('a trade with signatures and messages that may be signed', () => {
  const dead = { attempts: [signed(2, 'expired')], prepared: [prepared(1, 'expired')] };

  it('counts both, in the order of their numbers', () => {
    expect(attemptsMade(dead)).toBe(2);
    expect(firstAttempt(dead)?.number).toBe(1);
    expect(lastAttempt(dead)?.number).toBe(2);
    const turned = { attempts: [signed(1, 'reverted')], prepared: [prepared(2, 'expired')] };
    expect(firstAttempt(turned)?.number).toBe(1);
    expect(lastAttempt(turned)?.number).toBe(2);
  });

  it('is on its way while one of them is alive', () => {
    expect(isOnItsWay(dead)).toBe(false);
    const live = { ...dead, attempts: [signed(2, 'in_doubt')] };
    expect([liveAttempt(live)?.number, livePrepared(live)]).toEqual([2, undefined]);
    expect(openAttempt(live)?.number).toBe(2);
    const asked = { ...dead, prepared: [prepared(1, 'expired'), prepared(3, 'prepared')] };
    expect([liveAttempt(asked), livePrepared(asked)?.number]).toEqual([undefined, 3]);
    expect(openAttempt(asked)?.number).toBe(3);
    expect(isOnItsWay(asked)).toBe(true);
  });
});
