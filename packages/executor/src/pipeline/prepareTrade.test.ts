import { fault, isFault, type AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakeParts, type FakePartsOptions } from '../testing/fakeParts.ts';
import type { ChainNode } from '../chain/chainNode.ts';
import {
  preparedChain,
  quotingVenue,
  type PreparedChainOptions,
} from '../testing/preparedChain.ts';
import { buyPlan, madeUpQuote, PLAN } from '../testing/tradeFixtures.ts';
import type { SwapQuoteRequest } from '../venues/swapVenue.ts';
import { prepareTrade } from './prepareTrade.ts';

async function setUp(options: FakePartsOptions = {}) {
  return createFakeParts({
    nodes: [preparedChain()],
    ...options,
    parts: { venue: quotingVenue(), ...options.parts },
  });
}

/** A sell by something else than an amount. */
function sell(by: object): Partial<AnyExecutionRequest> {
  return { side: 'sell', amount: undefined, ...by } as Partial<AnyExecutionRequest>;
}

const noAnswer = async (): Promise<never> => Promise.reject(new Error('was asked'));

const NO_ENGINE = {
  tips: {
    next: async () => fault('LANE__BLOCK_ENGINE_UNAVAILABLE', { endpoint: 'a', reason: 'silent' }),
  },
};

describe('prepareTrade', () => {
  it('decides a buy down to the last figure and reserves what it may take', async () => {
    const { parts, admit } = await setUp();
    const prepared = await prepareTrade(parts, admit());
    expect(prepared).toMatchObject({
      slippageBps: 100,
      swapMinimumOut: 1_980n,
      plan: {
        side: 'buy',
        wallet: PLAN.wallet,
        amountIn: 100_000_000n,
        minimumOut: 1_980n,
        computeUnitPrice: 1_000n,
        closesTokenAccount: false,
        tip: { lamports: 10_000n },
      },
    });
    const { priorityFeeLamportsMax } = parts.config;
    const outlay = 100_000_000n + 5_000n + priorityFeeLamportsMax + 10_000n + 2_039_280n;
    expect(parts.ledger.reservedBesides('another')).toBe(outlay);
  });

  it('denies what another open trade has reserved the SOL for', async () => {
    const { parts, admit } = await setUp();
    parts.ledger.reserve('another', 4_899_000_000n);
    expect(await prepareTrade(parts, admit())).toMatchObject({
      code: 'WALLET__SOL_BELOW_REQUIRED',
    });
    expect(parts.ledger.reservedBesides('another')).toBe(0n);
  });

  it('asks the venue for a portion only when the balance is known', async () => {
    const asked: SwapQuoteRequest[] = [];
    const venue = {
      name: 'made-up',
      quote: async (request: SwapQuoteRequest) => {
        asked.push(request);
        return madeUpQuote(buyPlan(), { amountIn: request.amountIn });
      },
    };
    const nodes = [preparedChain({ tokenUnits: 1_001n })];
    const { parts, admit } = await setUp({ nodes, parts: { venue } });
    const half = await prepareTrade(parts, admit(sell({ sellPortionBps: 5_000 })));
    const all = await prepareTrade(parts, admit(sell({ sellPortionBps: 10_000 })));
    expect(asked).toMatchObject([
      { amountIn: 500n, inputMint: PLAN.mint, taker: PLAN.wallet },
      { amountIn: 1_001n },
    ]);
    expect(half).toMatchObject({ plan: { amountIn: 500n, closesTokenAccount: false } });
    expect(all).toMatchObject({ plan: { amountIn: 1_001n, closesTokenAccount: true } });
  });

  it('leaves the account open that holds more than the frozen amount', async () => {
    const nodes = [preparedChain({ tokenUnits: 1_001n })];
    const venue = {
      name: 'made-up',
      quote: async ({ amountIn }: SwapQuoteRequest) => madeUpQuote(buyPlan(), { amountIn }),
    };
    const { parts, sign } = await setUp({ nodes, parts: { venue } });
    const { tradeId } = sign(sell({ sellPortionBps: 10_000 }), { amountIn: '1000' });
    expect(await prepareTrade(parts, parts.log.current(tradeId))).toMatchObject({
      plan: { amountIn: 1_000n, closesTokenAccount: false },
    });
  });

  it('denies a further attempt to sell what the wallet holds no more', async () => {
    const nodes = [preparedChain({ tokenUnits: 999n })];
    const { parts, sign } = await setUp({ nodes });
    const { tradeId } = sign(sell({ sellPortionBps: 10_000 }), { amountIn: '1000' });
    expect(await prepareTrade(parts, parts.log.current(tradeId))).toMatchObject({
      code: 'WALLET__TOKEN_BELOW_REQUIRED',
      context: { held: 999n, required: 1_000n },
    });
  });

  it('holds an escalated tip to its cap', async () => {
    const { parts, sign } = await setUp({ config: { tipLamportsMax: 15_000n } });
    const { tradeId, attempt } = sign({}, { minimumOut: '1' });
    const { signature, deathHeight } = attempt;
    parts.log.record(tradeId, { name: 'AttemptExpired', signature, deathHeight, witnesses: [] });
    expect(await prepareTrade(parts, parts.log.current(tradeId))).toMatchObject({
      plan: { tip: { lamports: 15_000n }, computeUnitPrice: 2_000n },
    });
  });

  it('denies a sell of more than is held, whatever the venue says', async () => {
    const nodes = [preparedChain({ tokenUnits: 5n })];
    const { parts, admit } = await setUp({ nodes });
    const request = sell({ amountBaseUnits: '6' });
    expect(await prepareTrade(parts, admit(request))).toMatchObject({
      code: 'WALLET__TOKEN_BELOW_REQUIRED',
    });
  });

  it.each([
    ['a quote for another amount', { amountIn: 1n }, 'QUOTE__MISMATCH'],
    ['instructions besides', { otherInstructionCount: 1 }, 'BUILD__INSTRUCTIONS_NOT_ALLOWED'],
  ])('denies %s and reserves nothing', async (_case, quote, code) => {
    const { parts, admit } = await setUp({ parts: { venue: quotingVenue(quote) } });
    expect(await prepareTrade(parts, admit())).toMatchObject({ code });
    expect(parts.ledger.reservedBesides('another')).toBe(0n);
  });

  it('takes the least output from the quoted amount, never from what the venue calls least', async () => {
    const venue = quotingVenue({ minimumOut: 1n, slippageBps: 9_999 });
    const { parts, admit } = await setUp({ parts: { venue } });
    expect(await prepareTrade(parts, admit())).toMatchObject({ swapMinimumOut: 1_980n });
  });

  it.each(['blockhash', 'rent'] as const)('denies without a %s', async (name) => {
    const { parts, admit } = await setUp();
    const unavailable = fault('RPC__UNAVAILABLE', { method: name, endpoint: 'a', reason: 'down' });
    Object.assign(parts.chainFacts, { [name]: { get: async () => unavailable } });
    expect(await prepareTrade(parts, admit())).toBe(unavailable);
  });

  it.each([
    [
      'goes on with a blockhash vouched for a moment later',
      { refusals: 2, reads: 3, lateMs: 60_000 },
    ],
    [
      'denies when nobody vouches for one again and again',
      { refusals: 99, reads: 4, lateMs: 60_000 },
    ],
    ['asks no further past the deadline', { refusals: 99, reads: 1, lateMs: 400 }],
  ])('%s', async (_case, { refusals, reads, lateMs }) => {
    const { parts, admit } = await setUp();
    const trade = admit();
    const good = await parts.chainFacts.blockhash.get();
    const reason = 'only one operator vouches for the blockhash';
    const unavailable = fault('RPC__UNAVAILABLE', { method: 'all', endpoint: 'a', reason });
    let asked = 0;
    const get = async () => (++asked <= refusals ? unavailable : good);
    Object.assign(parts.chainFacts, { blockhash: { get } });
    const deadlineAtMs = parts.config.clock.nowMs() + lateMs;
    expect(isFault(await prepareTrade(parts, { ...trade, deadlineAtMs }))).toBe(refusals > 2);
    expect(asked).toBe(reads);
  });

  it.each([
    ['counts on no lamports that a trade took after the balance was read', 1_001n, true],
    ['counts what a trade took once, when the balance shows it already', 1_000n, false],
  ])('%s', async (_case, slot, isRefused) => {
    const { parts, admit } = await setUp();
    parts.ledger.reserve('another', 4_950_000_000n);
    parts.ledger.tellLanding('another', { operator: 'one', slot });
    const prepared = await prepareTrade(parts, admit());
    if (isRefused) expect(prepared).toMatchObject({ code: 'WALLET__SOL_BELOW_REQUIRED' });
    else expect(isFault(prepared)).toBe(false);
  });

  it('denies a venue that refuses', async () => {
    const refusal = fault('QUOTE__MALFORMED', { venue: 'made-up', reason: 'nonsense' });
    const venue = { name: 'made-up', quote: async () => refusal };
    const { parts, admit } = await setUp({ parts: { venue } });
    expect(await prepareTrade(parts, admit())).toBe(refusal);
  });
});

describe('what two operators tell of the wallet', () => {
  const told = (operator: string, slot: bigint, holdings: PreparedChainOptions) => ({
    ...preparedChain({ ...holdings, slot }),
    label: operator,
    operator,
  });
  const RICH = { walletLamports: 5_000_000_000n, tokenUnits: 1_000n };
  const willing = {
    name: 'made-up',
    quote: async ({ amountIn }: SwapQuoteRequest) => madeUpQuote(buyPlan(), { amountIn }),
  };
  const reading = async ({ accounts }: Partial<ChainNode>, addresses: readonly string[]) => {
    if (accounts === undefined) throw new Error('the node has no accounts');
    return accounts(addresses);
  };
  const planOf = (prepared: Awaited<ReturnType<typeof prepareTrade>>) => {
    if (isFault(prepared)) throw new Error(prepared.message);
    return prepared.plan;
  };

  it.each([0, 1])('a lie about SOL lowers no floor, told by operator %i', async (place) => {
    const { parts: alone, admit: admitAlone } = await setUp({ nodes: [told('a', 1_000n, RICH)] });
    const { solFloorLamports } = planOf(await prepareTrade(alone, admitAlone()));
    const nodes = [told('honest', 1_000n, RICH)];
    nodes.splice(place, 0, told('liar', 1_000n, { ...RICH, walletLamports: 200_000_000n }));
    const { parts, admit } = await setUp({ nodes });
    expect(planOf(await prepareTrade(parts, admit()))).toMatchObject({ solFloorLamports });
  });

  it('a lie about SOL spends nothing that the other does not tell of', async () => {
    const poor = { ...RICH, walletLamports: 20_000_000n };
    const nodes = [told('honest', 1_000n, poor), told('liar', 1_000n, RICH)];
    const { parts, admit } = await setUp({ nodes });
    expect(await prepareTrade(parts, admit())).toMatchObject({
      code: 'WALLET__SOL_BELOW_REQUIRED',
      context: { lamports: 20_000_000n },
    });
  });

  it('a lie about tokens lowers no condition, and sells what both tell of', async () => {
    const nodes = [
      told('honest', 1_000n, RICH),
      told('liar', 1_000n, { ...RICH, tokenUnits: 100n }),
    ];
    const { parts, admit } = await setUp({ nodes, parts: { venue: willing } });
    expect(
      planOf(await prepareTrade(parts, admit(sell({ sellPortionBps: 10_000 })))),
    ).toMatchObject({
      amountIn: 100n,
      tokenAccount: { units: 1_000n },
      // What is closed asserts no balance.
      closesTokenAccount: false,
    });
    expect(await prepareTrade(parts, admit(sell({ amountBaseUnits: '101' })))).toMatchObject({
      code: 'WALLET__TOKEN_BELOW_REQUIRED',
      context: { held: 100n },
    });
  });

  it('counts what a landed trade took by the slot of each, once', async () => {
    const took = 1_000_000_000n;
    const nodes = [
      told('ahead', 1_002n, { ...RICH, walletLamports: RICH.walletLamports - took }),
      told('behind', 1_000n, RICH),
    ];
    const { parts, admit } = await setUp({ nodes });
    parts.ledger.reserve('another', took);
    for (const operator of ['ahead', 'behind']) {
      parts.ledger.tellLanding('another', { operator, slot: 1_001n });
    }
    const alone = await setUp({
      nodes: [told('a', 1_000n, { ...RICH, walletLamports: RICH.walletLamports - took })],
    });
    const { solFloorLamports } = planOf(await prepareTrade(alone.parts, alone.admit()));
    expect(planOf(await prepareTrade(parts, admit()))).toMatchObject({ solFloorLamports });
  });

  it('begins after the landing of the trade before, though one lies and another lags behind it', async () => {
    const before = { ...RICH, tokenUnits: 0n };
    let behindAt = 999n;
    const behind = {
      ...told('behind', 999n, before),
      accounts: async (addresses: readonly string[]) =>
        reading(told('behind', behindAt, behindAt < 1_000n ? before : RICH), addresses),
    };
    const nodes = [behind, told('liar', 1_000n, before), told('honest', 1_000n, RICH)];
    const { parts, admit, sign, events } = await setUp({ nodes, parts: { venue: willing } });
    const { tradeId, attempt } = sign();
    const { signature } = attempt;
    parts.ledger.reserve(tradeId, 1n);
    parts.log.record(tradeId, {
      name: 'AttemptConfirmed',
      signature,
      slot: '1000',
      witness: 'honest',
    });
    parts.ledger.tellLanding(tradeId, { operator: 'honest', slot: 1_000n });
    parts.ledger.tellLanding(tradeId, { operator: 'liar', slot: 990n });
    expect(await prepareTrade(parts, admit())).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getSignatureStatuses' },
    });
    behindAt = 1_000n;
    parts.ledger.tellLanding(tradeId, { operator: 'behind', slot: 1_000n });
    expect(planOf(await prepareTrade(parts, admit()))).toMatchObject({
      tokenAccount: { units: 1_000n },
    });
    expect(events).toEqual([]);
  });

  it('is insisted on when one is away for a moment, and refused when it stays away', async () => {
    const away = (times: number) => {
      const node = told('b', 1_000n, RICH);
      let asked = 0;
      const accounts: ChainNode['accounts'] = async (...question) => {
        if ((asked += 1) <= times) throw new Error('down');
        if (node.accounts === undefined) throw new Error('it has no accounts');
        return node.accounts(...question);
      };
      return { ...node, accounts };
    };
    const back = await setUp({ nodes: [told('a', 1_000n, RICH), away(3)] });
    expect(isFault(await prepareTrade(back.parts, back.admit()))).toBe(false);
    const gone = await setUp({ nodes: [told('a', 1_000n, RICH), away(4)] });
    expect(await prepareTrade(gone.parts, gone.admit())).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { reason: '2 operators have to answer; b: down' },
    });
  });

  it('is what one tells where a single witness is allowed', async () => {
    const nodes = [told('a', 1_000n, RICH), { ...told('b', 1_000n, RICH), accounts: noAnswer }];
    const { parts, admit } = await setUp({ nodes, config: { allowSingleWitness: true } });
    expect(isFault(await prepareTrade(parts, admit()))).toBe(false);
  });
});

describe('the tip', () => {
  it.each([
    ['race', 100, true],
    ['jito-then-rpc', 300, true],
    ['jito-then-rpc', 301, false],
    ['jito-only', 100, false],
  ] as const)(
    'is left out without a block engine by %s at %d bps: %s',
    async (lanePolicy, slippageBps, goesOn) => {
      const { parts, admit, events } = await setUp({ parts: NO_ENGINE });
      const prepared = await prepareTrade(parts, admit({ lanePolicy, slippageBps }));
      expect(isFault(prepared)).toBe(!goesOn);
      if (goesOn) {
        expect(prepared).toMatchObject({ plan: { tip: undefined } });
        expect(events).toMatchObject([{ name: 'execution.lane.unavailable', level: 'warn' }]);
      } else {
        expect(prepared).toMatchObject({ code: 'LANE__BLOCK_ENGINE_UNAVAILABLE' });
      }
    },
  );

  it.each([
    ['in time', 60_000, 2],
    ['not past the deadline', 1_000, 1],
  ])('is asked for again %s', async (_case, lateMs, asks) => {
    let asked = 0;
    const next = async () => {
      asked += 1;
      return NO_ENGINE.tips.next();
    };
    const { parts, admit } = await setUp({ parts: { tips: { next } } });
    const trade = admit({ lanePolicy: 'jito-only' });
    const deadlineAtMs = parts.config.clock.nowMs() + lateMs;
    expect(isFault(await prepareTrade(parts, { ...trade, deadlineAtMs }))).toBe(true);
    expect(asked).toBe(asks);
  });

  it('is asked for once more where no other lane may carry the trade', async () => {
    let asked = 0;
    const next = async () => {
      asked += 1;
      return asked === 1 ? NO_ENGINE.tips.next() : { account: 'tip', lamports: 10_000n };
    };
    const { parts, admit } = await setUp({ parts: { tips: { next } } });
    const prepared = await prepareTrade(parts, admit({ lanePolicy: 'jito-only' }));
    expect(prepared).toMatchObject({ plan: { tip: { account: 'tip' } } });
  });

  it('is not asked for by the public lane alone', async () => {
    const tips = {
      next: async () => {
        throw new Error('nobody needs a tip');
      },
    };
    const { parts, admit } = await setUp({ parts: { tips } });
    expect(await prepareTrade(parts, admit({ lanePolicy: 'rpc-only' }))).toMatchObject({
      plan: { tip: undefined },
    });
  });
});
