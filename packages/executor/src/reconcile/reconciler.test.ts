import { describe, expect, it } from 'vitest';

import type { ChainAccount } from '../chain/chainNode.ts';
import { createSigningHold } from '../pipeline/signingHold.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import type { BookedAsset } from './walletBook.ts';
import { Reconciler } from './reconciler.ts';

const WALLET = 'wallet';
const WRAPPED = 'wrapped';

/** A wallet of nothing but SOL at two operators, whose trades a test makes up. */
async function setUp(directory?: string) {
  const { journal, clock, directory: place } = await openTestJournal(directory);
  const platform = createFakePlatform();
  const booked: BookedAsset = {
    asset: 'SOL',
    account: WRAPPED,
    decimals: 9,
    unitsMin: 0n,
    openTrades: 0,
    slot: 0n,
  };
  const book = { booked };
  const chain = { lamports: 1_000n, slot: 10n, tip: 42n, other: undefined as bigint | undefined };
  const silent = new Set<string>();
  const nodeOf = (operator: string) =>
    createFakeChainNode({
      operator,
      latestBlockhash: async () => ({ slot: chain.tip, blockhash: 'b', lastValidBlockHeight: 1n }),
      finalAccounts: async (addresses) => {
        if (silent.has(operator)) throw new Error('timeout');
        const shown = operator === 'b' ? (chain.other ?? chain.lamports) : chain.lamports;
        const account: ChainAccount = { lamports: shown, owner: 'system', data: new Uint8Array() };
        const accounts = addresses.map((address) => (address === WALLET ? account : null));
        return { slot: chain.slot, accounts };
      },
    });
  const hold = createSigningHold();
  const events: string[] = [];
  const reconciler = new Reconciler({
    wallet: WALLET,
    wrappedSol: async () => WRAPPED,
    nodes: [nodeOf('a'), nodeOf('b')],
    journal,
    book: { observe: () => undefined, load: async () => undefined, assets: () => [book.booked] },
    hold,
    platform,
    nowMs: () => clock.nowMs,
    telemetry: {
      ...createExecutorTelemetry({ port: undefined, clock: { nowMs: () => 0 }, platform }),
      event: (level, name) => {
        events.push(`${level} ${name}`);
      },
    },
  });
  const move = (units: bigint, slot: bigint): void => {
    book.booked = { ...book.booked, unitsMin: book.booked.unitsMin + units, slot };
    chain.lamports += units;
    chain.slot = slot;
  };
  return {
    reconciler,
    journal,
    chain,
    silent,
    hold,
    events,
    move,
    platform,
    directory: place,
    book,
  };
}

describe('check', () => {
  it('takes the first SOL it sees for explained, and follows what trades move', async () => {
    const { reconciler, hold, move, events } = await setUp();
    expect(await reconciler.check()).toEqual([
      {
        asset: 'SOL',
        decimals: 9,
        openTrades: 0,
        expectedUnits: undefined,
        foundUnits: 1_000n,
        verdict: 'surplus',
      },
    ]);
    move(-300n, 20n);
    expect(await reconciler.check()).toMatchObject([
      { expectedUnits: 700n, foundUnits: 700n, verdict: 'even' },
    ]);
    expect(hold.reason()).toBeUndefined();
    expect(events).toEqual(['info execution.wallet.deposit']);
  });

  it('holds the wallet when something is missing, says so once, and until a person adopts', async () => {
    const { reconciler, hold, chain, events } = await setUp();
    await reconciler.check();
    chain.lamports = 999n;
    expect(await reconciler.check()).toMatchObject([{ verdict: 'deficit', foundUnits: 999n }]);
    expect(hold.reason()).toMatchObject({
      code: 'RECONCILE__DEFICIT',
      context: { asset: 'SOL', expected: 1_000n, found: 999n, slot: 10n },
    });
    // Even when it comes back: what took it is not known.
    chain.lamports = 1_000n;
    await reconciler.check();
    expect(hold.reason()?.code).toBe('RECONCILE__DEFICIT');
    expect(events.filter((name) => name.includes('deficit'))).toEqual([
      'error execution.wallet.deficit',
    ]);
  });

  it('goes on from what is there once a person has adopted it, and not before it is final', async () => {
    const { reconciler, hold, chain, journal } = await setUp();
    await reconciler.check();
    chain.lamports = 400n;
    await reconciler.check();
    await reconciler.adopt(1);
    expect(hold.reason()).toBeUndefined();
    // A final block from before the adoption says nothing.
    expect(await reconciler.check()).toMatchObject([{ verdict: 'unread' }]);
    Object.assign(chain, { slot: 42n, lamports: 350n });
    await reconciler.check();
    await reconciler.check();
    expect(hold.reason()).toBeUndefined();
    chain.lamports = 349n;
    await reconciler.check();
    expect(hold.reason()?.context).toMatchObject({ expected: 350n, found: 349n });
    await journal.durable();
  });

  it('writes deposits down, so that they are expected from then on', async () => {
    const { reconciler, hold, chain, events } = await setUp();
    await reconciler.check();
    Object.assign(chain, { lamports: 5_000n, slot: 11n });
    await reconciler.check();
    expect(hold.reason()).toBeUndefined();
    expect(events).toEqual(['info execution.wallet.deposit', 'info execution.wallet.deposit']);
    Object.assign(chain, { lamports: 4_999n, slot: 12n });
    await reconciler.check();
    expect(hold.reason()?.context).toMatchObject({ expected: 5_000n });
  });

  it('believes no operator alone, and says once that two differ', async () => {
    const { reconciler, hold, chain, events, silent } = await setUp();
    await reconciler.check();
    chain.other = 1n;
    await reconciler.check();
    expect(await reconciler.check()).toMatchObject([{ verdict: 'disputed' }]);
    silent.add('a');
    expect(await reconciler.check()).toMatchObject([{ verdict: 'unread', foundUnits: undefined }]);
    expect(hold.reason()).toBeUndefined();
    expect(events.filter((name) => name.includes('disputed'))).toHaveLength(1);
  });

  it('looks at the journal after the chain, so that a landing meanwhile is no deficit', async () => {
    const { reconciler, hold, chain, book } = await setUp();
    await reconciler.check();
    const looking = reconciler.check();
    // Signed and landed after the block that was read, and booked before the answer is judged.
    book.booked = { ...book.booked, unitsMin: 500n, slot: 30n };
    expect(await looking).toMatchObject([{ verdict: 'unread' }]);
    expect(hold.reason()).toBeUndefined();
    expect(chain.slot).toBe(10n);
  });
});

describe('holdOnRecorded', () => {
  it('holds a wallet at the next start before anybody is asked', async () => {
    const first = await setUp();
    await first.reconciler.check();
    first.chain.lamports = 1n;
    await first.reconciler.check();
    await first.journal.durable();
    first.journal.close();
    const { reconciler, hold } = await setUp(first.directory);
    reconciler.holdOnRecorded();
    expect(hold.reason()?.code).toBe('RECONCILE__DEFICIT');
  });
});

describe('report', () => {
  it('says what a check would find, and writes nothing down', async () => {
    const { reconciler, hold, chain, events } = await setUp();
    await reconciler.check();
    chain.lamports = 1n;
    expect(await reconciler.report()).toMatchObject([{ verdict: 'deficit' }]);
    chain.lamports = 9_000n;
    expect(await reconciler.report()).toMatchObject([
      { verdict: 'surplus', expectedUnits: 1_000n },
    ]);
    expect(hold.reason()).toBeUndefined();
    expect(events).toHaveLength(1);
  });
});

describe('watch', () => {
  it('looks again and again until it is stopped', async () => {
    const { reconciler, hold, chain, platform } = await setUp();
    await reconciler.check();
    const closing = new AbortController();
    const watching = reconciler.watch(1_000, closing.signal);
    chain.lamports = 1n;
    await platform.advance(999);
    expect(hold.reason()).toBeUndefined();
    await platform.advance(1);
    expect(hold.reason()?.code).toBe('RECONCILE__DEFICIT');
    closing.abort();
    await watching;
  });

  it('ends, and says so, when the journal is broken', async () => {
    const { reconciler, journal, platform, events } = await setUp();
    journal.note = () => {
      throw new Error('disk I/O error');
    };
    const watching = reconciler.watch(1_000, new AbortController().signal);
    await platform.advance(1_000);
    await watching;
    expect(events).toEqual(['error execution.wallet.unreconciled']);
  });
});
