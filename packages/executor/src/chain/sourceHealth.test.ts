import { expect, it } from 'vitest';

import { createSourceRecord } from './sourceHealth.ts';

it('tells what happened, and how long ago', () => {
  let nowMs = 100;
  const record = createSourceRecord({ kind: 'venue', label: 'jupiter' }, () => nowMs);
  expect(record.health()).toEqual({
    kind: 'venue',
    label: 'jupiter',
    state: 'unused',
    lastNewsAgeMs: undefined,
    lastFailure: undefined,
    latencyMs: undefined,
    calls: 0,
    failures: 0,
  });
  record.called();
  record.failed('it is down');
  nowMs += 5;
  expect(record.health()).toMatchObject({
    state: 'failing',
    lastFailure: { reason: 'it is down', ageMs: 5 },
    calls: 1,
    failures: 1,
  });
  record.called();
  record.told(3);
  nowMs += 7;
  expect(record.health()).toMatchObject({
    state: 'well',
    lastNewsAgeMs: 7,
    latencyMs: 3,
    lastFailure: { reason: 'it is down', ageMs: 12 },
    calls: 2,
    failures: 1,
  });
});

it('is well again when it works, though it has told nothing yet', () => {
  const record = createSourceRecord({ kind: 'socket', label: 'ws://a' }, () => 0);
  record.failed('cut');
  record.worked();
  expect(record.health()).toMatchObject({ state: 'well', lastNewsAgeMs: undefined });
});
