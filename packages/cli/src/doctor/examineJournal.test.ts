import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JournalFeed, TradeSearch } from '@quantbot/executor';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { tradeRecord } from '../testing/records.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { examineJournal, judgeTrades } from './examineJournal.ts';

describe('examineJournal', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('tells that there is none yet, and makes none', () => {
    expect(examineJournal(temporaryDirectory(), {})).toMatchObject([
      { verdict: 'ok', found: 'there is none yet: the first trade makes it' },
    ]);
  });

  it('reads one that nobody owns', async () => {
    const directory = await seedJournal('seeded');
    expect(examineJournal(directory, {})).toMatchObject([
      { verdict: 'ok', found: 'can be read, not in use, 0 open trades' },
    ]);
  });

  it('tells one that cannot be read', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'journal.sqlite'), 'not a database');
    const found = examineJournal(directory, {});
    expect(found).toMatchObject([{ verdict: 'fail', found: expect.stringMatching(/^JOURNAL__/u) }]);
  });

  it('tells a halt file, where settings put it', () => {
    const directory = temporaryDirectory();
    const haltFilePath = join(directory, 'STOP');
    writeFileSync(haltFilePath, 'by hand');
    expect(examineJournal(directory, { haltFilePath }).at(-1)).toMatchObject({
      verdict: 'warn',
      found: `the halt file ${haltFilePath} is there: nothing is traded`,
    });
  });
});

describe('judgeTrades', () => {
  const PAGES = 7;

  /** A journal whose one match is behind pages without any, as behind many thousand trades. */
  function longJournal(match: { readonly status: TradeSearch['status']; readonly key: string }) {
    const search: JournalFeed['search'] = ({ status, after }) => {
      const row = after?.row ?? PAGES;
      const isThere = row === 1 && status === match.status;
      return {
        trades: isThere ? [tradeRecord({ key: match.key })] : [],
        next: row === 1 ? undefined : { createdAtMs: row - 1, row: row - 1 },
      };
    };
    return { search };
  }

  it('finds a conflict that is older than thousands of trades', () => {
    expect(judgeTrades(longJournal({ status: 'conflicted', key: 'old' }), 'not in use')).toEqual({
      area: 'journal',
      subject: '',
      verdict: 'fail',
      found: 'trade "old" is in conflict with the chain',
      next: 'See docs/operations/conflicted-trade.md, then decide by quantbot resolve.',
    });
  });

  it('counts every open trade', () => {
    expect(judgeTrades(longJournal({ status: 'open', key: 'old' }), 'not in use')).toMatchObject({
      verdict: 'ok',
      found: 'can be read, not in use, 1 open trades',
    });
  });
});
