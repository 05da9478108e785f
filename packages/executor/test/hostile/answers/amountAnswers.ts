import { BUY_AMOUNT_IN, QUOTED_OUT, SELL_AMOUNT_IN, writeData } from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

/** Where the figures of each layout stand in the data of the swap. */
const V2 = { amountIn: 8, quotedOut: 16, slippageBps: 24 } as const;
const SHARED_V2 = { amountIn: 9, quotedOut: 17, slippageBps: 25 } as const;
const ROUTE = { amountIn: -19, quotedOut: -11, slippageBps: -3 } as const;
const SANDBOX = { amountIn: 1, minimumOut: 9 } as const;
const MINIMUM = { code: 'APPROVE__SWAP_MISMATCH', says: 'another minimum out' };
const AMOUNT_IN = { code: 'APPROVE__SWAP_MISMATCH', says: 'another amount in' };
const U64_MAX = 2n ** 64n - 1n;

/** Figures that are not those of the trade, in the bytes of the swap or in the quote. */
export const amountAnswers: readonly HostileAnswer[] = [
  {
    name: 'hides a least output of zero in the bytes',
    scene: "buy by the sandbox's program",
    tamper: (answer) => writeData(answer, { offset: SANDBOX.minimumOut, bytes: 8 }, 0n),
    verdict: { code: 'APPROVE__SWAP_MISMATCH', says: 'found 0' },
  },
  {
    name: 'lowers the least output by one base unit',
    scene: "buy by the sandbox's program",
    tamper: (answer) => writeData(answer, { offset: SANDBOX.minimumOut, bytes: 8 }, 1_979n),
    verdict: MINIMUM,
  },
  {
    name: 'lowers the least proceeds of a sell to a lamport',
    scene: "sell by the sandbox's program",
    tamper: (answer) => writeData(answer, { offset: SANDBOX.minimumOut, bytes: 8 }, 1n),
    verdict: MINIMUM,
  },
  {
    name: 'allows slippage of 10 000 bps in the bytes',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.slippageBps, bytes: 2 }, 10_000n),
    verdict: { code: 'APPROVE__SWAP_MISMATCH', says: 'found 0' },
  },
  {
    name: 'allows slippage of 10 000 bps in the bytes of the older layout',
    scene: 'buy by route',
    tamper: (answer) => writeData(answer, { offset: ROUTE.slippageBps, bytes: 2 }, 10_000n),
    verdict: { code: 'APPROVE__SWAP_MISMATCH', says: 'found 0' },
  },
  {
    name: 'allows slippage of 10 000 bps over shared accounts',
    scene: 'buy by shared_accounts_route_v2',
    tamper: (answer) => writeData(answer, { offset: SHARED_V2.slippageBps, bytes: 2 }, 10_000n),
    verdict: { code: 'APPROVE__SWAP_MISMATCH', says: 'found 0' },
  },
  {
    name: 'allows a basis point more slippage than was asked for',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      writeData(answer, { offset: V2.slippageBps, bytes: 2 }, 150n);
    },
    verdict: MINIMUM,
  },
  {
    name: 'claims slippage above a whole',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.slippageBps, bytes: 2 }, 10_001n),
    verdict: { code: 'APPROVE__SWAP_NOT_UNDERSTOOD', says: 'slippage is 10001 bps' },
  },
  {
    name: 'quotes the program a lower output than the trader',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.quotedOut, bytes: 8 }, 1_000n),
    verdict: MINIMUM,
  },
  {
    name: 'quotes the program nothing at all',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.quotedOut, bytes: 8 }, 0n),
    verdict: { code: 'APPROVE__SWAP_NOT_UNDERSTOOD', says: 'quoted amount out is 0' },
  },
  {
    name: 'takes a lamport more than was asked for',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.amountIn, bytes: 8 }, BUY_AMOUNT_IN + 1n),
    verdict: AMOUNT_IN,
  },
  {
    name: 'takes ten times the input',
    scene: "buy by the sandbox's program",
    tamper: (answer) =>
      writeData(answer, { offset: SANDBOX.amountIn, bytes: 8 }, BUY_AMOUNT_IN * 10n),
    verdict: AMOUNT_IN,
  },
  {
    name: 'takes all that an account can hold',
    scene: 'buy by shared_accounts_route',
    tamper: (answer) => writeData(answer, { offset: ROUTE.amountIn, bytes: 8 }, U64_MAX),
    verdict: AMOUNT_IN,
  },
  {
    name: 'takes less than was asked for and keeps the rest wrapped',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.amountIn, bytes: 8 }, BUY_AMOUNT_IN - 1n),
    verdict: AMOUNT_IN,
  },
  {
    name: 'sells more tokens than was asked for',
    scene: 'sell by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.amountIn, bytes: 8 }, SELL_AMOUNT_IN * 2n),
    verdict: AMOUNT_IN,
  },
  {
    name: 'takes nothing',
    scene: 'sell by route_v2',
    tamper: (answer) => writeData(answer, { offset: V2.amountIn, bytes: 8 }, 0n),
    verdict: { code: 'APPROVE__SWAP_NOT_UNDERSTOOD', says: 'amount in is 0' },
  },
  {
    name: 'exchanges amount in and quoted output',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      writeData(answer, { offset: V2.amountIn, bytes: 8 }, QUOTED_OUT);
      writeData(answer, { offset: V2.quotedOut, bytes: 8 }, BUY_AMOUNT_IN);
    },
    verdict: AMOUNT_IN,
  },
  {
    name: 'promises twice the output that the bytes enforce',
    scene: "buy by the sandbox's program",
    tamper: (answer) => {
      answer.outAmount = String(QUOTED_OUT * 2n);
    },
    verdict: MINIMUM,
  },
  {
    name: 'answers for another input amount',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.inAmount = String(BUY_AMOUNT_IN * 2n);
    },
    verdict: { code: 'QUOTE__MISMATCH', says: 'another inAmount' },
  },
  {
    name: 'answers with another slippage than it was asked for',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.slippageBps = 10_000;
    },
    verdict: { code: 'QUOTE__MISMATCH', says: 'another slippageBps' },
  },
  {
    name: 'gives up the least output in the quote as well as in the bytes',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.otherAmountThreshold = '0';
      writeData(answer, { offset: V2.slippageBps, bytes: 2 }, 10_000n);
    },
    verdict: { code: 'APPROVE__SWAP_MISMATCH', says: 'found 0' },
  },
  {
    name: 'quotes an output so small that the slippage leaves nothing',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.outAmount = '1';
      answer.otherAmountThreshold = '0';
      writeData(answer, { offset: V2.quotedOut, bytes: 8 }, 1n);
    },
    verdict: { code: 'QUOTE__MALFORMED', says: 'nothing for the input' },
  },
];
