import { expect, it } from 'vitest';

import { compare } from './payUnderFaults.ts';
import { payFigures } from './renderPayReport.ts';

const options = { plan: 'harsh', trades: 4, atOnce: 1, seed: 1, slotMs: 400 } as const;
const attempt = (signature: string) => ({ signature }) as never;

it('tells what was paid from what was told', () => {
  const answered = (key: string, result: object) => ({
    key,
    result: result as never,
    answeredMs: 1,
  });
  const compared = compare(
    [
      answered('once', { success: true }),
      answered('twice', { success: true }),
      answered('lied', { success: false, errorCode: 'CONFIRM__EXPIRED' }),
      answered('open', { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' }),
    ],
    [
      { key: 'once', attempts: [attempt('a'), attempt('b')] },
      { key: 'twice', attempts: [attempt('c'), attempt('d')] },
      { key: 'lied', attempts: [attempt('e')] },
      { key: 'open', attempts: [attempt('f')] },
    ],
    {
      transactions: new Map([
        ['a', 'failed'],
        ['b', 'ran'],
        ['c', 'ran'],
        ['d', 'ran'],
        ['e', 'ran'],
        ['stranger', 'ran'],
      ]),
    },
  );
  const report = { options, ...compared, faultsApplied: 0, seconds: 1 };
  expect(payFigures(report)).toMatchObject({
    paidOnce: 50,
    paidTwiceOrMore: 25,
    neverPaid: 25,
    paidOnceAndToldSo: 25,
    toldFailedThoughPaid: 25,
    leftOpen: 25,
    strangers: 1,
  });
});
