import { describe, expect, it } from 'vitest';

import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { keyed, leaveJournal, leaveTrade, openTestExecutor } from '../testing/openTestExecutor.ts';

const WORDS = { reason: 'the venue is odd', by: 'ann' };
const HALT = { state: 'halted', ...WORDS } as const;
const REDUCE = { state: 'reducing', ...WORDS } as const;
const ACTIVATE = { state: 'active', ...WORDS } as const;
const DENIED = { success: false, status: 'denied', keyReusable: true } as const;

describe('a halt', () => {
  it('takes no trade, claims no key, and leaves the key to a later try', async () => {
    const { adapter } = openTestExecutor();
    await adapter.changeTradingState(HALT);
    expect(await adapter.isAvailable()).toBe(false);
    for (const side of ['buy', 'sell'] as const) {
      expect(await adapter.execute(keyed(side, { side }))).toMatchObject({
        ...DENIED,
        errorCode: 'RISK__TRADING_HALTED',
      });
      expect(await adapter.lookup(side)).toBeUndefined();
    }
    await adapter.changeTradingState(ACTIVATE);
    expect(await adapter.isAvailable()).toBe(true);
    const tried = await adapter.execute(keyed('buy'));
    expect(tried.errorCode).not.toBe('RISK__TRADING_HALTED');
    expect(await adapter.lookup('buy')).toBeDefined();
  });

  it('holds in the next process, and is told without a look at the chain', async () => {
    const directory = createTemporaryDirectory();
    const first = openTestExecutor({ directory });
    await first.adapter.changeTradingState(HALT);
    await first.adapter.close();
    const { adapter, asked } = openTestExecutor({ directory });
    expect(await adapter.tradingState()).toMatchObject({ state: 'halted', change: WORDS });
    expect((await adapter.execute(keyed('new'))).errorCode).toBe('RISK__TRADING_HALTED');
    expect(asked()).toEqual([]);
  });

  it('comes between the look at the chain and the claim', async () => {
    const until = Promise.withResolvers<void>();
    const hold = { method: 'getGenesisHash', until: until.promise };
    const { adapter } = openTestExecutor({ hold });
    const trade = adapter.execute(keyed('late'));
    await adapter.changeTradingState(HALT);
    until.resolve();
    expect(await trade).toMatchObject({ ...DENIED, errorCode: 'RISK__TRADING_HALTED' });
    expect(await adapter.lookup('late')).toBeUndefined();
  });

  it('ends what was admitted and is not signed, and its key may be used again', async () => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'open');
      journal.changeTrading({ ...HALT, origin: 'person', inFlight: 'reduce-only' });
    });
    const { adapter } = openTestExecutor({ directory });
    await adapter.resume();
    await adapter.idle();
    expect(await adapter.lookup('open')).toMatchObject({
      ...DENIED,
      errorCode: 'RISK__TRADING_HALTED',
    });
  });
});

describe('reducing', () => {
  it('denies a buy before its key is claimed, and takes a sell', async () => {
    const { adapter } = openTestExecutor();
    await adapter.changeTradingState(REDUCE);
    expect(await adapter.tradingState()).toMatchObject({ state: 'reducing', openTrades: 0 });
    expect(await adapter.isAvailable()).toBe(false);
    expect(await adapter.execute(keyed('buy'))).toMatchObject({
      ...DENIED,
      errorCode: 'RISK__TRADING_REDUCING',
    });
    expect(await adapter.lookup('buy')).toBeUndefined();
    await adapter.execute(keyed('sell', { side: 'sell' }));
    expect(await adapter.lookup('sell')).toBeDefined();
  });

  it('is told to be halted while the chain cannot be reached', async () => {
    const { adapter } = openTestExecutor({ methods: {} });
    await adapter.changeTradingState(REDUCE);
    expect(await adapter.tradingState()).toMatchObject({ state: 'halted', change: REDUCE });
  });
});

describe('the halt file', () => {
  it.each([
    { kind: 'present', text: '' },
    { kind: 'unreadable', reason: 'EACCES' },
  ] as const)(
    'halts while it is $kind, and leaves the state in the journal alone',
    async (reading) => {
      const { adapter, platform } = openTestExecutor();
      platform.setHaltFile(reading);
      expect(await adapter.isAvailable()).toBe(false);
      expect(await adapter.tradingState()).toMatchObject({
        state: 'halted',
        haltFile: reading.kind,
      });
      expect(await adapter.execute(keyed('new', { side: 'sell' }))).toMatchObject({
        ...DENIED,
        errorCode: 'RISK__TRADING_HALTED',
      });
      platform.setHaltFile({ kind: 'absent' });
      expect(await adapter.tradingState()).toEqual({ state: 'active', openTrades: 0 });
      expect(await adapter.isAvailable()).toBe(true);
    },
  );
});

it('takes one decision after another of any number at once, and loses none', async () => {
  const directory = createTemporaryDirectory();
  const { adapter } = openTestExecutor({ directory });
  const decisions = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? HALT : ACTIVATE));
  const outcomes = await Promise.all(
    decisions.map(async (decision) => adapter.changeTradingState(decision)),
  );
  expect(outcomes.map(({ change }) => change.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect((await adapter.tradingState()).change).toMatchObject({ number: 8, state: 'active' });
});

describe('a breaker that has opened', () => {
  it('lets one small buy through after its wait, and no second beside it', async () => {
    const directory = await leaveJournal((journal) => {
      const words = { by: 'the breaker', reason: 'r', inFlight: 'reduce-only' } as const;
      journal.changeTrading({ state: 'reducing', origin: 'breaker', ...words });
    });
    const until = Promise.withResolvers<void>();
    const hold = { method: 'getMultipleAccounts', until: until.promise };
    const { adapter, platform } = openTestExecutor({ directory, hold });
    const small = (key: string) => keyed(key, { amount: 0.001 });
    const open = { ...DENIED, errorCode: 'BREAKER__OPEN' };
    expect(await adapter.execute(small('early'))).toMatchObject(open);
    expect(await adapter.isAvailable()).toBe(false);
    expect((await adapter.tradingState()).wantsProbe).toBeUndefined();
    await platform.advance(60_000);
    expect(await adapter.isAvailable()).toBe(true);
    expect(await adapter.tradingState()).toMatchObject({ state: 'reducing', wantsProbe: true });
    expect(await adapter.execute(keyed('large', { amount: 1 }))).toMatchObject({
      ...DENIED,
      errorCode: 'BREAKER__PROBE_TOO_LARGE',
    });
    const probe = adapter.execute(small('probe'));
    await platform.settle();
    expect(await adapter.lookup('probe')).toMatchObject({ status: 'admitted' });
    expect(await adapter.execute(small('beside'))).toMatchObject(open);
    expect(await adapter.lookup('beside')).toBeUndefined();
    until.resolve();
    // Denied by what the chain lacks here, which says nothing about execution: the place is free.
    expect((await probe).status).toBe('denied');
    expect((await adapter.execute(small('beside'))).errorCode).not.toBe('BREAKER__OPEN');
  });
});
