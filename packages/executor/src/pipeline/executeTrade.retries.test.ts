import type { AnyExecutionRequest, Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { revertedTransaction } from '../testing/madeUpTransaction.ts';
import { createRetryScene as setUp, FINALIZED } from '../testing/retryScene.ts';
import { PLAN, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { cancelTrade } from './cancelTrade.ts';
import { outlayOf } from './outlayOf.ts';

describe('a further attempt', () => {
  it('is signed only after the proof, by another blockhash, and ends the trade as filled', async () => {
    const { run, die, land, current, names, tradeId, jito, state, parts } = await setUp();
    await run();
    expect(current().attempts).toHaveLength(1);
    await die();
    expect(current()).toMatchObject({
      status: 'executing',
      attempts: [{ number: 1, status: 'expired' }, { number: 2 }],
    });
    const [first, second] = current().attempts;
    expect(second?.signature).not.toBe(first?.signature);
    expect(second?.blockhash).not.toBe(first?.blockhash);
    const sent = jito.sent.map((wire) => Buffer.from(wire).toString('base64'));
    expect([...new Set(sent)]).toEqual([first?.wireBase64, second?.wireBase64]);
    await land();
    await parts.background.idle();
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({ status: 'filled', result: { success: true, attempts: 2 } });
    const signed = names(tradeId).filter((name) => /^Attempt(?:Signed|Expired)$/u.test(name));
    expect(signed).toEqual(['AttemptSigned', 'AttemptExpired', 'AttemptSigned']);
  });

  it('is made no more often than the retries allow, and then the trade has failed', async () => {
    const { run, die, current, state, reserved } = await setUp({ request: { maxRetries: 2 } });
    await run();
    await die(2);
    expect(current().attempts).toHaveLength(3);
    await die();
    expect(state.isDone).toBe(true);
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
      result: { success: false, status: 'failed', attempts: 3, totalCostLamports: 0 },
    });
    expect(reserved()).toBe(0n);
  });

  it('is not made where the request wants none', async () => {
    const { run, die, current } = await setUp({ request: { maxRetries: 0 } });
    await run();
    await die();
    expect(current()).toMatchObject({ status: 'failed', attempts: [{ number: 1 }] });
  });

  it('follows a revert for slippage, and its cost is counted with the fill', async () => {
    const { run, revert, land, current, parts } = await setUp();
    await run();
    await revert();
    expect(current()).toMatchObject({
      status: 'executing',
      attempts: [{ status: 'reverted', revertFeeLamports: '6000' }, { number: 2 }],
    });
    await land();
    await parts.background.idle();
    const { result, attempts } = current();
    const own = 5_000 + Number(attempts[1]?.priorityFeeLamports);
    expect(result).toMatchObject({
      success: true,
      fees: { networkFee: 10_000, totalFee: 6_000 + own },
      totalCostLamports: 6_000 + own + (result?.jitoTip ?? 0) + (result?.rent ?? 0),
    });
  });

  it('is proven dead though the one before it is on chain, where it failed', async () => {
    const { run, revert, die, current } = await setUp();
    await run();
    await revert();
    await die();
    expect(current().attempts.map(({ status }) => status)).toEqual([
      'reverted',
      'expired',
      expect.stringMatching(/^(?:signed|submitted)$/u),
    ]);
  });

  it('does not follow a revert that nobody understands', async () => {
    const { run, revert, current } = await setUp();
    await run();
    await revert(revertedTransaction({ logs: [] }));
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__REVERTED' });
  });

  it('puts in what the first put in, whatever the wallet holds by then', async () => {
    const request = { side: 'sell', amount: undefined, sellPortionBps: 5_000 };
    const { run, die, market, holding, current } = await setUp({
      request: request as Partial<AnyExecutionRequest>,
      tokenUnits: 1_000n,
    });
    await run();
    holding.tokenUnits = 5_000n;
    await die();
    expect(market.asked.map(({ amountIn }) => amountIn)).toEqual([500n, 500n]);
    expect(current().attempts.map(({ amountIn }) => amountIn)).toEqual(['500', '500']);
  });

  it('takes no less than the first would have taken, though the quote is lower', async () => {
    const { run, die, market, current } = await setUp();
    await run();
    market.amountOut = 1_990n;
    await die();
    expect(current().attempts.map(({ minimumOut }) => minimumOut)).toEqual(['1980', '1980']);
    expect(current().attempts.map(({ quotedOut }) => quotedOut)).toEqual(['2000', '1990']);
  });

  it('takes more than the first where the quote is better, and holds the third to the first', async () => {
    const { run, die, market, current } = await setUp();
    await run();
    market.amountOut = 3_000n;
    await die();
    market.amountOut = 1_985n;
    await die();
    expect(current().attempts.map(({ minimumOut }) => minimumOut)).toEqual([
      '1980',
      '2970',
      '1980',
    ]);
  });

  it('is not made below the first floor: the price has moved, and the trade has failed', async () => {
    const { run, die, market, current, reserved } = await setUp();
    await run();
    market.amountOut = 1_979n;
    await die();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'PRICE__MOVED',
      attempts: [{ status: 'expired' }],
      result: { success: false, status: 'failed' },
    });
    expect(reserved()).toBe(0n);
  });

  it('offers more for a place in a block after each that never landed', async () => {
    const { run, die, current } = await setUp();
    await run();
    await die(2);
    const { attempts } = current();
    expect(attempts.map(({ tipLamports }) => tipLamports)).toEqual(['10000', '20000', '40000']);
    // 1000, 2000 and 4000 micro-lamports for each of the same compute units, rounded up.
    expect(attempts.map(({ priorityFeeLamports }) => priorityFeeLamports)).toEqual([
      '106',
      '211',
      '422',
    ]);
  });

  it('offers no more after one that landed and was undone', async () => {
    const { run, revert, current } = await setUp();
    await run();
    await revert();
    const [first, second] = current().attempts;
    expect(second?.tipLamports).toBe(first?.tipLamports);
    expect(second?.priorityFeeLamports).toBe(first?.priorityFeeLamports);
  });

  it('is not made after the deadline: the trade has failed, and is not denied', async () => {
    const { run, die, clock, current } = await setUp();
    await run();
    clock.now = FIXTURE_NOW_MS + 90_000;
    await die();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
      attempts: [{ status: 'expired' }],
    });
  });

  it('is not made while the wallet is in conflict: the trade has failed', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    const context = { key: 'another', wallet: PLAN.wallet };
    parts.hold.set({ kind: 'fault', code: 'RISK__CONFLICT_UNRESOLVED', message: 'm', context });
    await die();
    expect(current()).toMatchObject({
      status: 'failed',
      errorCode: 'RISK__CONFLICT_UNRESOLVED',
      result: { status: 'failed', keyReusable: false },
    });
  });

  it('is not made by an adapter that closes: the trade stays open for the next process', async () => {
    const { run, die, closing, current, tradeId, names } = await setUp();
    await run();
    closing.abort();
    await die();
    expect(current().status).not.toBe('failed');
    expect(names(tradeId).filter((name) => name === 'AttemptSigned')).toHaveLength(1);
  });

  it.each([
    ['the venue', 'QUOTE__NO_ROUTE'],
    ['a node', 'RPC__UNAVAILABLE'],
  ])('leaves the trade open when closing cuts off %s that prepares it', async (who, code) => {
    const { run, die, closing, current, tradeId, names, parts, reserved } = await setUp();
    await run();
    const cutOff = async (): Promise<Fault> => {
      closing.abort();
      return { kind: 'fault', code: code as Fault['code'], message: 'cut off', context: {} };
    };
    if (who === 'the venue') parts.venue.quote = cutOff;
    else parts.chainFacts.rent.get = cutOff;
    await die();
    expect(current()).toMatchObject({ status: 'admitted', attempts: [{ status: 'expired' }] });
    expect(names(tradeId)).not.toContain('TradeFailed');
    expect(reserved()).toBe(0n);
  });

  it('is not made once a cancel was asked for, and the trade ends as cancelled', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    cancelTrade(parts.log, current());
    expect(current().status).toBe('executing');
    await die();
    expect(current()).toMatchObject({
      status: 'cancelled',
      errorCode: 'CONFIRM__CANCELLED',
      attempts: [{ status: 'expired' }],
    });
  });

  it('is not signed once something that was held for dead is seen on chain', async () => {
    const { run, die, chain, names, tradeId, current, market, parts, reserved } = await setUp();
    await run();
    const isHeldForDead = () => names(tradeId).includes('AttemptExpired');
    chain.statuses.get = () => (isHeldForDead() ? FINALIZED : undefined);
    await die();
    expect(current()).toMatchObject({
      status: 'conflicted',
      attempts: [{ status: 'expired' }],
      result: { success: false, errorCode: 'TRADE__CONFLICTED' },
    });
    expect(market.asked).toHaveLength(1);
    expect(parts.hold.reason()).toMatchObject({ code: 'RISK__CONFLICT_UNRESOLVED' });
    expect(reserved()).toBe(0n);
  });

  it('writes down the rent of the account that it makes', async () => {
    const { run, die, current, parts, tradeId, reserved } = await setUp();
    await run();
    await die();
    const rents = current().attempts.map(({ tokenRentLamports }) => tokenRentLamports);
    expect(rents).toEqual(['2039280', '2039280']);
    expect(reserved()).toBeGreaterThanOrEqual(
      current().attempts.map((attempt) => outlayOf(parts.log.current(tradeId), attempt))[1] ?? 0n,
    );
  });

  it('is not signed when the cancel comes while it is being prepared', async () => {
    const { run, die, parts, current, market, reserved } = await setUp();
    await run();
    const { quote } = parts.venue;
    Object.assign(parts.venue, {
      quote: async (...given: Parameters<typeof quote>) => {
        cancelTrade(parts.log, current());
        return quote(...given);
      },
    });
    await die();
    expect(market.asked).toHaveLength(2);
    expect(current()).toMatchObject({ status: 'cancelled', attempts: [{ status: 'expired' }] });
    expect(reserved()).toBe(0n);
  });

  it('fails the trade when something breaks while it is prepared', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    Object.assign(parts.venue, {
      quote: async () => {
        throw new Error('out of memory');
      },
    });
    await die();
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'INTERNAL__UNEXPECTED' });
  });

  it('is not made by the blockhash of an attempt that has died', async () => {
    const { run, die, parts, current } = await setUp();
    await run();
    const { blockhash } = parts.chainFacts;
    Object.assign(blockhash, { fresh: async () => blockhash.get() });
    await die();
    expect(current()).toMatchObject({ status: 'failed', errorCode: 'RPC__UNAVAILABLE' });
    expect(current().attempts).toHaveLength(1);
  });
});

describe('a trade that has ended after several signatures', () => {
  it('is in conflict when one that was proven dead is on chain after all', async () => {
    const { run, die, land, chain, current, parts } = await setUp();
    await run();
    await die();
    const [first] = current().attempts;
    chain.statuses.set(first?.signature ?? '', FINALIZED);
    await land();
    await parts.background.idle();
    expect(current()).toMatchObject({
      status: 'conflicted',
      fill: { signature: current().attempts[1]?.signature },
      result: { success: false, errorCode: 'TRADE__CONFLICTED' },
    });
    expect(parts.hold.reason()).toMatchObject({ code: 'RISK__CONFLICT_UNRESOLVED' });
  });
});

describe('a trade of a token of which another signature may still land', () => {
  it('signs only once that is dead', async () => {
    const { parts, run, current, sign, clock, platform } = await setUp();
    const other = sign({}, { signature: 'another' });
    await run();
    await platform.advance(2_000);
    expect(current()).toMatchObject({ status: 'admitted', attempts: [] });
    const { signature, deathHeight } = other.attempt;
    parts.log.record(other.tradeId, {
      name: 'AttemptExpired',
      signature,
      deathHeight,
      witnesses: [],
    });
    await platform.advance(400);
    expect(current()).toMatchObject({ status: 'executing', attempts: [{ number: 1 }] });
    expect(clock.now).toBe(FIXTURE_NOW_MS);
  });

  it('is denied when its deadline comes first', async () => {
    const { run, current, sign, clock, platform } = await setUp();
    sign({}, { signature: 'another' });
    await run();
    clock.now = FIXTURE_NOW_MS + 90_000;
    await platform.advance(400);
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'DEADLINE__EXPIRED' });
  });

  it('forgets the signature it made while another lost its landing', async () => {
    const { parts, run, current, sign, platform, jito } = await setUp();
    const { sign: real } = createKeypairSigner(PLAN_KEY);
    const made: Uint8Array[] = [];
    Object.assign(parts.signer, {
      sign: async (bytes: Uint8Array) => {
        made.push(bytes);
        if (made.length === 1) sign({}, { signature: 'another' });
        return real(bytes);
      },
    });
    await run();
    await platform.advance(1_000);
    expect(made).toHaveLength(1);
    expect(current()).toMatchObject({ status: 'admitted', attempts: [] });
    expect(jito.sent).toEqual([]);
  });
});

describe('the second look before a signature is written down', () => {
  it('catches a conflict that came while the signer was signing', async () => {
    const { run, parts, current, jito } = await setUp();
    const { sign } = createKeypairSigner(PLAN_KEY);
    Object.assign(parts.signer, {
      sign: async (bytes: Uint8Array) => {
        const context = { key: 'another', wallet: PLAN.wallet };
        parts.hold.set({ kind: 'fault', code: 'RISK__CONFLICT_UNRESOLVED', message: 'm', context });
        return sign(bytes);
      },
    });
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'RISK__CONFLICT_UNRESOLVED' });
    expect(jito.sent).toEqual([]);
  });
});
