import { expect, it } from 'vitest';

import { problemOf, readReply } from './readReply.ts';

const reply = (status: number, body: unknown) =>
  ({ kind: 'reply', status, body, retryAfterMs: undefined }) as const;

it.each([
  ['a success', 200, { success: true }, 'final'],
  ['a denial', 422, { success: false, errorCode: 'BREAKER__OPEN' }, 'final'],
  ['a failure on chain', 200, { success: false, errorCode: 'CONFIRM__EXPIRED' }, 'final'],
  ['a rule that the server broke', 500, { success: false, errorCode: 'BREAKER__OPEN' }, 'again'],
  ['a wait that ended', 200, { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' }, 'open'],
  [
    'a trade that needs a person',
    200,
    { success: false, errorCode: 'CONFIRM__UNPROVABLE' },
    'open',
  ],
  [
    'a trade proven dead whose next attempt was not decided',
    200,
    { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN', status: 'failed' },
    'final',
  ],
  ['a success that is told as accepted', 202, { success: true }, 'final'],
  ['a success that comes with trouble', 502, { success: true }, 'final'],
  [
    'a wait that ended, of a server that stops',
    503,
    { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' },
    'open',
  ],
  ['trouble with another trade', 503, { success: true, idempotencyKey: 'other' }, 'again'],
  ['a result without success', 200, { errorCode: 'BREAKER__OPEN' }, 'again'],
  ['a result with a number for a signature', 200, { success: true, txSignature: 7 }, 'again'],
])('reads %s', (...[, status, result, kind]) => {
  expect(readReply(reply(status, { result }), 'key').kind).toBe(kind);
});

it.each([
  [202, 'open'],
  [299, 'again'],
  [300, 'refused'],
  [301, 'refused'],
  [400, 'refused'],
  [409, 'refused'],
  [499, 'refused'],
  [408, 'again'],
  [429, 'again'],
  [500, 'again'],
  [504, 'again'],
  [200, 'again'],
  [204, 'again'],
])('reads status %i without a result as %s', (status, kind) => {
  expect(readReply(reply(status, {}), 'key').kind).toBe(kind);
});

it('knows that a server which is asked too often has taken nothing', () => {
  expect(readReply(reply(429, {}), 'key')).toMatchObject({ mayHaveArrived: false });
  expect(readReply(reply(503, {}), 'key')).toMatchObject({ mayHaveArrived: true });
  expect(readReply(reply(408, {}), 'key')).toMatchObject({ mayHaveArrived: true });
});

it('tells trouble in the words of the server', () => {
  expect(problemOf({ code: 'A__B', message: 'No.', next: 'Mend.' }).text(400)).toBe('No. Mend.');
  expect(problemOf({ code: 'A__B' }).text(400)).toBe('status 400 (A__B)');
  expect(problemOf('page').text(502)).toBe('status 502');
});
