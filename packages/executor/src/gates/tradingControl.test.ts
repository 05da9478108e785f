import { describe, expect, it } from 'vitest';

import {
  decision,
  HALT_FILE,
  openTradingScene as setUp,
  request,
} from '../testing/tradingScene.ts';

describe('what a person decides', () => {
  it('holds at once, is in the journal with who and why, and holds after a restart', async () => {
    const { control, entry, journal, directory, events } = await setUp();
    expect([control.state(), entry(), entry('sell')]).toEqual(['active', undefined, undefined]);
    control.decide(decision('reducing'));
    expect([control.state(), entry(), entry('sell')]).toEqual([
      'reducing',
      'RISK__TRADING_REDUCING',
      undefined,
    ]);
    control.decide(decision('halted', { by: 'bob', reason: 'all is odd' }));
    expect([entry(), entry('sell')]).toEqual(['RISK__TRADING_HALTED', 'RISK__TRADING_HALTED']);
    expect(control.restriction()?.context).toEqual({ by: 'bob', reason: 'all is odd' });
    journal.close();
    const next = await setUp({}, directory);
    expect([next.state(), next.entry('sell')]).toEqual(['halted', 'RISK__TRADING_HALTED']);
    expect(next.control.change()).toMatchObject({ number: 2, by: 'bob', origin: 'person' });
    next.control.decide(decision('active'));
    expect([next.state(), next.entry()]).toEqual(['active', undefined]);
    expect(events).toEqual(['execution.trading.reducing', 'execution.trading.halted']);
  });

  it('forgets the failures that led to it when it is undone, and those of sells when it reduces', async () => {
    const { control, fail, entry, state } = await setUp();
    for (let time = 0; time < 3; time += 1) fail();
    expect(state()).toBe('reducing');
    control.decide(decision('active'));
    fail();
    fail();
    expect([state(), entry()]).toEqual(['active', undefined]);
    fail();
    expect(state()).toBe('reducing');
    for (let time = 0; time < 2; time += 1) fail('sell');
    control.decide(decision('reducing'));
    for (let time = 0; time < 2; time += 1) fail('sell');
    expect(state()).toBe('reducing');
    fail('sell');
    expect(state()).toBe('halted');
  });

  it('forbids the signature of what was admitted before', async () => {
    const { control, admit } = await setUp();
    const [buy, sell] = [admit('buy'), admit('sell')];
    const codes = () => [control.signRefusal(buy)?.code, control.signRefusal(sell)?.code];
    expect(codes()).toEqual([undefined, undefined]);
    control.decide(decision('reducing'));
    expect(codes()).toEqual(['RISK__TRADING_REDUCING', undefined]);
    control.decide(decision('halted'));
    expect(codes()).toEqual(['RISK__TRADING_HALTED', 'RISK__TRADING_HALTED']);
  });

  it('still halts when it cannot be written down, and says that it could not', async () => {
    const { control, databases, entry } = await setUp();
    databases.at(-1)?.close();
    expect(() => control.decide(decision('halted'))).toThrow(
      expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' }),
    );
    expect([control.state(), entry('sell')]).toEqual(['halted', 'RISK__TRADING_HALTED']);
    expect(() => control.decide(decision('active'))).toThrow(
      expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' }),
    );
    expect(control.state()).toBe('halted');
  });

  it('is told to whoever listens', async () => {
    const { control, platform } = await setUp();
    const told: string[] = [];
    control.onChange(() => told.push(control.state()));
    control.decide(decision('reducing'));
    control.watchHaltFile(new AbortController().signal);
    platform.setHaltFile({ kind: 'present', text: '' });
    platform.setHaltFile({ kind: 'absent' });
    expect(told).toEqual(['reducing', 'halted', 'reducing']);
  });
});

describe('the halt file', () => {
  it.each([
    { kind: 'present', text: '' },
    { kind: 'present', text: 'the venue is odd\n' },
    { kind: 'unreadable', reason: 'EACCES' },
  ] as const)('halts everything while it is $kind, and gives back what was', async (reading) => {
    const { control, platform, entry, admit } = await setUp();
    control.decide(decision('reducing'));
    const sell = admit('sell');
    platform.setHaltFile(reading);
    expect([control.state(), entry('sell')]).toEqual(['halted', 'RISK__TRADING_HALTED']);
    const refusal = control.signRefusal(sell);
    expect(refusal?.code).toBe('RISK__TRADING_HALTED');
    expect(refusal?.message).toContain(HALT_FILE);
    expect(control.change()).toMatchObject({ state: 'reducing' });
    platform.setHaltFile({ kind: 'absent' });
    expect([control.state(), entry('sell')]).toEqual(['reducing', undefined]);
  });

  it('is watched until the adapter closes, from how it was at the start', async () => {
    const { control, platform, events } = await setUp();
    const closing = new AbortController();
    platform.setHaltFile({ kind: 'present', text: '' });
    control.watchHaltFile(closing.signal);
    platform.setHaltFile({ kind: 'absent' });
    closing.abort();
    platform.setHaltFile({ kind: 'present', text: '' });
    expect(events).toEqual(['execution.trading.halt_file', 'execution.trading.halt_file_gone']);
  });
});

describe('the breaker', () => {
  it('reduces at the failure it was told to, for a minute, and says since what', async () => {
    const { control, fail, entry, platform, state } = await setUp();
    fail('buy');
    fail('sell');
    expect(entry()).toBeUndefined();
    fail('buy');
    expect([state(), entry('sell')]).toEqual(['reducing', undefined]);
    expect(control.entryRefusal(request('buy'))).toMatchObject({
      code: 'BREAKER__OPEN',
      context: { consecutiveFailures: 3, retryAfterMs: 60_000 },
    });
    expect(control.change()).toMatchObject({ origin: 'breaker', state: 'reducing' });
    await platform.advance(59_999.5);
    expect(control.restriction()).toMatchObject({ context: { retryAfterMs: 1 } });
    await platform.advance(0.5);
    expect([control.restriction(), entry()]).toEqual([undefined, undefined]);
    expect(state()).toBe('reducing');
  });

  it('lets one small buy through after that, and trades everything once it has run', async () => {
    const { fail, entry, platform, state, admit, signed, confirm, control } = await setUp();
    const early = admit();
    for (let time = 0; time < 3; time += 1) fail();
    await platform.advance(60_000);
    expect(entry('buy', { amount: 0.0011 })).toBe('BREAKER__PROBE_TOO_LARGE');
    const probe = admit();
    expect(entry()).toBe('BREAKER__OPEN');
    expect(control.signRefusal(probe)).toBeUndefined();
    // Admitted before the breaker opened, and not signed yet.
    expect(control.signRefusal(early)?.code).toBe('BREAKER__OPEN');
    confirm(signed(probe));
    expect([state(), entry()]).toEqual(['active', undefined]);
    expect(control.change()).toMatchObject({ origin: 'breaker', state: 'active' });
    fail();
    fail();
    expect(state()).toBe('active');
  });

  it('waits anew when the probe fails, and not when our own gates end it', async () => {
    const { fail, entry, platform, state, admit, end } = await setUp();
    for (let time = 0; time < 3; time += 1) fail();
    await platform.advance(60_000);
    end(admit(), {
      name: 'TradeDenied',
      code: 'QUOTE__STALE',
      result: { success: false, errorCode: 'QUOTE__STALE' },
    });
    expect(entry()).toBeUndefined();
    fail();
    expect([state(), entry()]).toEqual(['reducing', 'BREAKER__OPEN']);
    await platform.advance(59_999);
    expect(entry()).toBe('BREAKER__OPEN');
    await platform.advance(1);
    expect(entry()).toBeUndefined();
  });

  it('never activates what a person has reduced', async () => {
    const { control, run, admit, signed, confirm, fail, platform, entry, state } = await setUp();
    control.decide(decision('reducing'));
    await platform.advance(600_000);
    expect(entry()).toBe('RISK__TRADING_REDUCING');
    run('sell');
    expect(state()).toBe('reducing');
    control.decide(decision('active'));
    for (let time = 0; time < 3; time += 1) fail();
    await platform.advance(60_000);
    const probe = signed(admit());
    control.decide(decision('reducing'));
    confirm(probe);
    expect([state(), control.change()?.origin]).toEqual(['reducing', 'person']);
  });

  it('halts after as many failed sells on top, and only a person ends that', async () => {
    const { fail, run, state, entry, platform, control } = await setUp();
    for (let time = 0; time < 3; time += 1) fail('sell');
    fail('sell');
    fail('sell');
    run('sell');
    fail('sell');
    fail('sell');
    expect(state()).toBe('reducing');
    fail('sell');
    expect([state(), entry('sell')]).toEqual(['halted', 'RISK__TRADING_HALTED']);
    await platform.advance(600_000);
    expect(state()).toBe('halted');
    control.decide(decision('active'));
    expect([state(), entry()]).toEqual(['active', undefined]);
  });

  it('halts after failed sells when a person has reduced as well', async () => {
    const { fail, state, control } = await setUp();
    fail('sell');
    fail('sell');
    control.decide(decision('reducing'));
    fail('sell');
    fail('sell');
    expect(state()).toBe('reducing');
    fail('sell');
    expect(state()).toBe('halted');
  });

  it('keeps what it has counted, and its probe, through a restart; the minute begins anew', async () => {
    const first = await setUp();
    first.fail();
    first.fail();
    first.journal.close();
    const second = await setUp({}, first.directory);
    second.fail();
    expect(second.state()).toBe('reducing');
    await second.platform.advance(60_000);
    const probe = second.admit();
    second.journal.close();
    const third = await setUp({}, first.directory);
    await third.platform.advance(60_000);
    expect([third.state(), third.entry()]).toEqual(['reducing', 'BREAKER__OPEN']);
    expect(third.control.signRefusal(probe)).toBeUndefined();
  });

  it('loses with a crash only what the crash took from the trades as well', async () => {
    const { fail, journal } = await setUp();
    const counted = () => JSON.parse(journal.note('breaker') ?? '{}') as unknown;
    fail();
    expect(counted()).toMatchObject({ consecutiveFailures: 1 });
    const { trade } = journal.history('trade-1') ?? {};
    expect(trade?.status).toBe('failed');
  });

  it('trips when too few attempts land', async () => {
    const { admit, signed, end, state, control } = await setUp({
      maxConsecutiveFailures: 50,
      breakerLandingAttempts: 4,
      breakerLandingRateBpsMin: 5_000,
    });
    for (let time = 0; time < 4; time += 1) {
      expect(state()).toBe('active');
      const trade = signed(admit());
      const signature = `signature of ${trade.tradeId}`;
      end(trade, { name: 'AttemptExpired', signature, deathHeight: '1', witnesses: [] });
    }
    expect(state()).toBe('reducing');
    expect(control.entryRefusal(request('buy'))?.message).toContain('0 of the last 4 attempts');
  });

  it('trips when fills fall short of their quotes', async () => {
    const { run, end, state, control } = await setUp({
      breakerDriftFills: 2,
      breakerDriftBpsMax: 50,
    });
    for (const slippageBps of [40, 61]) {
      expect(state()).toBe('active');
      const trade = run();
      const fill = {
        signature: `signature of ${trade.tradeId}`,
        slot: '1010',
        lamports: '1',
        tokenUnits: '1',
        baseFeeLamports: '5000',
        priorityFeeLamports: '0',
        tipLamports: '0',
        rentLamports: '0',
        reportedFeeLamports: '5000',
      };
      end(trade, { name: 'FillRead', fill, result: { success: true, slippageBps } });
    }
    expect(state()).toBe('reducing');
    expect(control.change()?.reason).toContain('51 basis points on average');
  });
});
