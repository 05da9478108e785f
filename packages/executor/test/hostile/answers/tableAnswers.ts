import { madeUpAddress, PLAN } from '../../../src/testing/tradeFixtures.ts';
import { STRANGER, TABLE, type Answer } from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

const mismatch = (says: string) => ({ code: 'QUOTE__MISMATCH', says });

function entriesOf({ addressesByLookupTableAddress }: Answer): string[] {
  const entries = addressesByLookupTableAddress?.[TABLE];
  if (entries === undefined) throw new Error('the answer has no lookup table');
  return entries;
}

/** Lookup tables that are not as the chain has them. */
export const tableAnswers: readonly HostileAnswer[] = [
  {
    name: 'tells another entry than the chain has',
    scene: 'buy through a lookup table',
    tamper: (answer) => void entriesOf(answer).splice(1, 1, STRANGER),
    verdict: mismatch('entry 1 of lookup table'),
  },
  {
    name: 'exchanges two entries, so that the pool becomes the vault',
    scene: 'buy through a lookup table',
    tamper: (answer) => {
      const entries = entriesOf(answer);
      [entries[1], entries[2]] = [entries[2] ?? '', entries[1] ?? ''];
    },
    verdict: mismatch('entry 1 of lookup table'),
  },
  {
    name: 'adds an entry that the chain does not have',
    scene: 'buy through a lookup table',
    tamper: (answer) => void entriesOf(answer).push(PLAN.tokenAccount),
    verdict: mismatch('asked nothing'),
  },
  {
    name: "claims that an entry is the wallet's account, which the chain says is a stranger's",
    scene: 'buy through a lookup table',
    tamper: (answer) => void entriesOf(answer).splice(0, 1, PLAN.tokenAccount),
    verdict: mismatch('entry 0 of lookup table'),
  },
  {
    name: 'shifts all entries by one',
    scene: 'buy through a lookup table',
    tamper: (answer) => void entriesOf(answer).unshift(STRANGER),
    verdict: mismatch('entry 0 of lookup table'),
  },
  {
    name: 'makes up a table',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.addressesByLookupTableAddress = { [STRANGER]: [madeUpAddress(101)] };
    },
    verdict: mismatch(`entry 0 of lookup table ${STRANGER}`),
  },
  {
    name: 'adds a table that is not there beside one that is',
    scene: 'buy through a lookup table',
    tamper: (answer) => {
      Object.assign(answer.addressesByLookupTableAddress ?? {}, { [STRANGER]: [PLAN.pool] });
    },
    verdict: mismatch(`entry 0 of lookup table ${STRANGER}`),
  },
  {
    name: 'calls an account a table that is none',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.addressesByLookupTableAddress = { [PLAN.pool]: [PLAN.mint] };
    },
    verdict: mismatch(`entry 0 of lookup table ${PLAN.pool}`),
  },
  {
    name: 'names a table with more entries than a table can have',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      const entries = Array.from({ length: 257 }, () => STRANGER);
      answer.addressesByLookupTableAddress = { [TABLE]: entries };
    },
    verdict: { code: 'QUOTE__MALFORMED', says: 'addressesByLookupTableAddress' },
  },
];
