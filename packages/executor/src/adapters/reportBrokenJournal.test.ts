import { ExecutionError } from '@quantbot/core';
import { expect, it } from 'vitest';

import { foldTrade } from '../journal/tradeRecord.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { fixtureEvents, fixtureReceived } from '../testing/journalFixtures.ts';
import { reportBrokenJournal } from './reportBrokenJournal.ts';

function tradeAfter(key: string, ...names: Array<TradeEvent['name']>) {
  const events = names.map((name) => {
    const found = fixtureEvents().find((event) => event.name === name);
    if (found === undefined) throw new Error(`no event ${name}`);
    return found;
  });
  const trade = foldTrade(
    [fixtureReceived({ key }), ...events].map((event, index) => ({
      tradeId: key,
      version: index + 1,
      atMs: 1,
      event,
    })),
  );
  if (trade === undefined) throw new Error('there is no trade');
  return trade;
}

it('says that the journal is broken and names every signature that can still land', () => {
  const said: unknown[] = [];
  reportBrokenJournal(
    {
      event: (level, name, context) => {
        said.push([level, name, context]);
      },
    },
    new ExecutionError('JOURNAL__UNAVAILABLE', { path: '/data/journal', reason: 'disk full' }),
    [
      tradeAfter('unsigned', 'TradeAdmitted'),
      tradeAfter('signed', 'TradeAdmitted', 'AttemptSigned'),
      tradeAfter('settling', 'TradeAdmitted', 'AttemptSigned', 'AttemptConfirmed'),
      tradeAfter('dead', 'TradeAdmitted', 'AttemptSigned', 'AttemptExpired'),
    ],
  );
  const signature = 'signature-1';
  const named = (key: string) => [
    'error',
    'execution.journal.open_signature',
    {
      message: `trade ${key}: signature-1 can land until block height 1182`,
      key,
      signature,
      deathHeight: '1182',
    },
  ];
  expect(said).toEqual([
    [
      'error',
      'execution.journal.broken',
      {
        message:
          'The journal /data/journal cannot be used: disk full. Check the disk and the permissions ' +
          'of the data directory. Nothing is signed any more; 2 open signatures are followed from ' +
          'memory.',
        code: 'JOURNAL__UNAVAILABLE',
      },
    ],
    named('signed'),
    named('settling'),
  ]);
});
