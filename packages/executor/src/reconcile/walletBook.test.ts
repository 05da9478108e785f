import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { applyEvent, startTrade, type TradeRecord } from '../journal/tradeRecord.ts';
import { FIXTURE_NOW_MS, fixtureReceived } from '../testing/journalFixtures.ts';
import { legalEvents } from '../testing/legalEvents.ts';
import { changesOf } from './assetChanges.ts';
import { createWalletBook, type BookedAsset } from './walletBook.ts';

const { wallet } = fixtureReceived();

/** A trade at each of its versions. */
function versionsOf(tradeId: string, events: Parameters<typeof applyEvent>[1]['event'][]) {
  const received = fixtureReceived();
  const versions = [
    startTrade({ tradeId, version: 1, atMs: FIXTURE_NOW_MS, event: received }, received),
  ];
  for (const event of events) {
    const last = versions.at(-1);
    if (last === undefined) break;
    const version = last.version + 1;
    versions.push(applyEvent(last, { tradeId, version, atMs: FIXTURE_NOW_MS, event }));
  }
  return versions;
}

/** Trades that move on while a book reads them, one step in each turn. */
function movingJournal(stories: ReadonlyArray<readonly TradeRecord[]>) {
  const at = stories.map(() => 0);
  const current = () => stories.flatMap((versions, index) => versions[at[index] ?? 0] ?? []);
  return {
    current,
    page: ({ after = '', limit }: { after?: string | undefined; limit: number }) =>
      current()
        .filter(({ tradeId }) => tradeId > after)
        .toSorted((left, right) => (left.tradeId < right.tradeId ? -1 : 1))
        .slice(0, limit),
    step: (index: number, observe: (before: TradeRecord, after: TradeRecord) => void) => {
      const place = index % stories.length;
      const before = stories[place]?.[at[place] ?? 0];
      const after = stories[place]?.[(at[place] ?? 0) + 1];
      if (before === undefined || after === undefined) return;
      at[place] = (at[place] ?? 0) + 1;
      observe(before, after);
    },
  };
}

function sumOf(trades: readonly TradeRecord[]) {
  const sums = new Map<string, { units: bigint; open: number }>();
  for (const { asset, unitsMin, isOpen } of trades.flatMap(changesOf)) {
    const { units, open } = sums.get(asset) ?? { units: 0n, open: 0 };
    sums.set(asset, { units: units + unitsMin, open: open + (isOpen ? 1 : 0) });
  }
  return sums;
}

function inShort(assets: readonly BookedAsset[]) {
  return new Map(
    assets.map(({ asset, unitsMin, openTrades }) => [asset, { units: unitsMin, open: openTrades }]),
  );
}

describe('createWalletBook', () => {
  it('for all trades that move on while they are added up, has each of them once', async () => {
    const stories = fc.array(legalEvents(), { minLength: 1, maxLength: 450 });
    const steps = fc.array(fc.nat({ max: 1_000 }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(stories, steps, steps, async (events, during, after) => {
        const journal = movingJournal(
          events.map((story, index) =>
            versionsOf(`trade-${(index * 7_919) % 1_000}-${index}`, [...story]),
          ),
        );
        const waiting = [...during];
        const platform = {
          nextTurn: async () => {
            for (const step of waiting.splice(0, 60)) journal.step(step, book.observe);
            return Promise.resolve();
          },
        };
        const book = createWalletBook({ wallet, journal, platform });
        for (const step of after.slice(0, 20)) journal.step(step, book.observe);
        await book.load();
        for (const step of after) journal.step(step, book.observe);
        expect(inShort(book.assets())).toEqual(sumOf(journal.current()));
      }),
      { numRuns: 30 },
    );
  });

  it('goes on where it was when the journal could not be read', async () => {
    const journal = movingJournal([versionsOf('trade-1', [])]);
    let isBroken = true;
    const page: typeof journal.page = (query) => {
      if (isBroken) throw new Error('disk I/O error');
      return journal.page(query);
    };
    const platform = { nextTurn: async () => Promise.resolve() };
    const book = createWalletBook({ wallet, journal: { page }, platform });
    await expect(book.load()).rejects.toThrow('disk I/O error');
    isBroken = false;
    await book.load();
    expect(book.assets()).toEqual([]);
  });

  it('leaves out the trades of another wallet', async () => {
    const signed =
      fc.sample(
        legalEvents().filter((events) => events.some((event) => event.name === 'AttemptSigned')),
        1,
      )[0] ?? [];
    const journal = movingJournal([versionsOf('trade-1', [...signed])]);
    const platform = { nextTurn: async () => Promise.resolve() };
    const book = createWalletBook({ wallet: 'another', journal, platform });
    await book.load();
    for (let step = 0; step < signed.length; step += 1) journal.step(0, book.observe);
    expect(book.assets()).toEqual([]);
  });
});
