import { describe, expect, it } from 'vitest';

import { fixtureEvents } from '../testing/journalFixtures.ts';
import {
  applyAttemptEvent,
  ATTEMPT_STATUSES,
  ATTEMPT_TRANSITIONS,
  isLive,
  nextAttemptStatus,
  type AttemptStatus,
} from './attemptMachine.ts';

/** Where each event leads from each state, written down a second time. */
const ALLOWED: ReadonlySet<string> = new Set([
  'prepared AttemptSigned signed',
  'prepared SignerFailed prepared',
  'prepared PreparedUnprovable prepared',
  'prepared PreparedExpired expired',
  'signed LaneAcknowledged submitted',
  'signed SubmissionAmbiguous in_doubt',
  'signed ExpiryUnprovable signed',
  'signed SeenOnChain landed',
  'signed AttemptConfirmed confirmed',
  'signed AttemptReverted reverted',
  'signed AttemptExpired expired',
  'submitted LaneAcknowledged submitted',
  'submitted SubmissionAmbiguous submitted',
  'submitted ExpiryUnprovable submitted',
  'submitted SeenOnChain landed',
  'submitted AttemptConfirmed confirmed',
  'submitted AttemptReverted reverted',
  'submitted AttemptExpired expired',
  'in_doubt LaneAcknowledged submitted',
  'in_doubt SubmissionAmbiguous in_doubt',
  'in_doubt ExpiryUnprovable in_doubt',
  'in_doubt SeenOnChain landed',
  'in_doubt AttemptConfirmed confirmed',
  'in_doubt AttemptReverted reverted',
  'in_doubt AttemptExpired expired',
  'landed LaneAcknowledged landed',
  'landed SubmissionAmbiguous landed',
  'landed ExpiryUnprovable landed',
  'landed SeenOnChain landed',
  'landed AttemptConfirmed confirmed',
  'landed AttemptReverted reverted',
  'landed AttemptRolledBack submitted',
  'confirmed LaneAcknowledged confirmed',
  'confirmed SubmissionAmbiguous confirmed',
  'confirmed ExpiryUnprovable confirmed',
  'confirmed SeenOnChain confirmed',
  'confirmed AttemptRolledBack submitted',
]);

const EVENT_NAMES = fixtureEvents().map((event) => event.name);
const PAIRS = ATTEMPT_STATUSES.flatMap((status) =>
  EVENT_NAMES.map((event): [AttemptStatus, string] => [status, event]),
);

describe('ATTEMPT_TRANSITIONS', () => {
  it.each(PAIRS)('in %s, %s goes where the table says or nowhere', (status, event) => {
    const rows = [...ALLOWED].filter((row) => row.startsWith(`${status} ${event} `));
    const next = nextAttemptStatus(status, event);
    if (rows.length === 0) {
      expect(next).toBeUndefined();
      expect(() => applyAttemptEvent(status, event)).toThrow(
        expect.objectContaining({
          code: 'INVARIANT__TRANSITION_ILLEGAL',
          context: { machine: 'attempt', state: status, event },
        }),
      );
    } else {
      expect(rows).toEqual([`${status} ${event} ${next}`]);
      expect(applyAttemptEvent(status, event)).toBe(next);
    }
  });

  it('has no row that is not in the written table', () => {
    const rows = Object.entries(ATTEMPT_TRANSITIONS).flatMap(([status, events]) =>
      Object.entries(events).map(([event, next]) => `${status} ${event} ${next}`),
    );
    expect(new Set(rows)).toEqual(ALLOWED);
  });

  it('expires nothing that was seen in a block', () => {
    const expiring = ATTEMPT_STATUSES.filter((state) => nextAttemptStatus(state, 'AttemptExpired'));
    expect(expiring).toEqual(['signed', 'submitted', 'in_doubt']);
    const unsigned = ATTEMPT_STATUSES.filter((state) =>
      nextAttemptStatus(state, 'PreparedExpired'),
    );
    expect(unsigned).toEqual(['prepared']);
  });

  it('takes no signature back', () => {
    const unsigning = ATTEMPT_STATUSES.filter((status) => status !== 'prepared').filter((status) =>
      EVENT_NAMES.some((event) => nextAttemptStatus(status, event) === 'prepared'),
    );
    expect(unsigning).toEqual([]);
  });
});

describe('isLive', () => {
  it('holds only proven ends for dead', () => {
    expect(ATTEMPT_STATUSES.filter((status) => !isLive(status))).toEqual(['reverted', 'expired']);
  });
});
