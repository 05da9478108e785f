import { fault, isFault, type Fault } from '@quantbot/core';

import {
  BASE_FEE_LAMPORTS,
  chooseFeeBudget,
  escalate,
  type FeeEscalation,
} from '../transaction/feeBudget.ts';
import { checkedAddress } from '../transaction/checkedAddress.ts';
import type { TradePlan } from '../build/tradePlan.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import type { FreshBlockhash, RentFacts } from '../facts/chainFacts.ts';
import { readWalletFacts } from '../facts/readWalletFacts.ts';
import type { Tip } from '../facts/tipLevels.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { WalletFacts } from '../facts/walletView.ts';
import type { MarkedLoss } from '../gates/markedLossGate.ts';
import type { SecondPrice } from '../gates/secondPrice.ts';
import { solGate, type FreeLamports } from '../gates/solGate.ts';
import { attemptsMade, firstAttempt, type TradeRecord } from '../journal/tradeRecord.ts';
import { checkQuote, type OutputFloor } from '../quote/checkQuote.ts';
import { amountFromRequest, resolveAmount } from '../quote/resolveAmount.ts';
import type { SwapQuote } from '../venues/swapVenue.ts';
import type { ExecutorParts } from './executorParts.ts';
import { insistOnQuote } from './insistOnQuote.ts';
import { judgePreparedQuote, secondPriceFor } from './judgePreparedQuote.ts';
import { markPositions } from './markPositions.ts';
import { slotAfterLandings } from './slotAfterLandings.ts';
import { solFloor } from './solFloor.ts';

/** A trade decided down to the last figure. */
export interface PreparedTrade {
  readonly plan: TradePlan;
  readonly quote: SwapQuote;
  readonly blockhash: FreshBlockhash;
  readonly slippageBps: number;
  /** Least output that the swap program itself must enforce. */
  readonly swapMinimumOut: bigint;
  /** Lamports that a new token account locks; 0 where none is made. */
  readonly tokenRentLamports: bigint;
}

/**
 * Gathers what a trade is decided on and decides it: facts of the chain and the venue's quote side
 * by side where the amount allows it, then the gates that need both. What it may cost is reserved.
 */
export async function prepareTrade(
  parts: ExecutorParts,
  trade: TradeRecord,
): Promise<PreparedTrade | Fault> {
  const gathered = await gather(parts, trade);
  if (isFault(gathered)) return gathered;
  const { facts, quote, amountIn, slippageBps } = gathered;
  const { request } = trade;
  const floor = judgeQuoted(parts, trade, gathered);
  if (isFault(floor)) return floor;
  const lookupTables = await parts.lookupTables.verify(quote.venue, quote.lookupTables);
  if (isFault(lookupTables)) return lookupTables;
  const { priorityFeeLamportsMax } = parts.config;
  const budget = chooseFeeBudget({
    requestedPrice: request.priorityFee,
    recentPrice: gathered.recentPrice,
    priorityFeeLamportsMax,
    escalation: escalationOf(parts, trade),
  });
  if (isFault(budget)) return budget;
  const outlay = solGate({
    side: request.side,
    facts,
    rent: gathered.rent,
    amountIn,
    baseFeeLamports: BASE_FEE_LAMPORTS,
    priorityFeeLamportsMax,
    tipLamports: gathered.tip?.lamports ?? 0n,
    free: freeLamports(parts, trade, facts),
    solReserveLamportsMin: parts.config.limits?.solReserveLamportsMin ?? 0n,
  });
  if (isFault(outlay)) return outlay;
  // Reserved before anything else can run, so that no two trades count on the same lamports.
  const proceeds = request.side === 'sell' ? floor.minimumOut : 0n;
  const { outlayLamports, tokenRentLamports } = outlay;
  const atRisk = parts.rules.worstOutlay({ outlayLamports, proceedsLamports: proceeds });
  parts.ledger.reserve(trade.tradeId, atRisk);
  const { blockhash } = gathered;
  const { swapMinimumOut } = floor;
  const solFloorLamports = solFloor({
    config: parts.config,
    rent: gathered.rent,
    lamportsLeft: outlay.solFloorLamports,
    unwrappedLamports: facts.wrappedSol.units + proceeds,
  });
  const plan: TradePlan = {
    side: request.side,
    wallet: facts.wallet,
    mint: facts.mint,
    tokenAccount: facts.tokenAccount,
    wrappedSol: facts.wrappedSol,
    amountIn,
    minimumOut: floor.minimumOut,
    swapInstruction: quote.swapInstruction,
    lookupTables,
    ...budget,
    tip: gathered.tip,
    solFloorLamports,
    closesTokenAccount: emptiesAccount(trade, facts, amountIn),
  };
  return { plan, quote, blockhash, slippageBps, swapMinimumOut, tokenRentLamports };
}

/**
 * Each operator's balance less what open trades may still take of that one: which of them it shows
 * already depends on its slot, and a slot of another balance would count some of them twice or never.
 */
function freeLamports(
  { ledger }: Pick<ExecutorParts, 'ledger'>,
  { tradeId }: TradeRecord,
  { sol }: WalletFacts,
): FreeLamports {
  const free = sol.map(({ slot, lamports }) => lamports - ledger.reservedBesides(tradeId, slot));
  return {
    least: free.reduce((left, right) => (left < right ? left : right)),
    most: free.reduce((left, right) => (left > right ? left : right)),
  };
}

/** Holds the quote against the request and against the gates that need it. */
function judgeQuoted(
  parts: ExecutorParts,
  trade: TradeRecord,
  gathered: Gathered,
): OutputFloor | Fault {
  const { facts, quote, amountIn, slippageBps } = gathered;
  const { request } = trade;
  const tokenDecimals = facts.mint.decimals;
  const firstMinimumOut = parts.rules.firstFloor(trade);
  const expected = { request, amountIn, slippageBps, tokenDecimals, firstMinimumOut };
  const floor = checkQuote(quote, expected);
  if (isFault(floor)) return floor;
  return judgePreparedQuote(parts, trade, gathered) ?? floor;
}

/** An account that holds more than is sold, such as a gift since the amount was frozen, stays. */
function emptiesAccount(
  { request }: TradeRecord,
  { tokenAccount, mint }: WalletFacts,
  amountIn: bigint,
): boolean {
  return (
    request.sellPortionBps === 10_000 && amountIn === tokenAccount.units && !mint.hasTransferFee
  );
}

interface Gathered {
  readonly facts: WalletFacts;
  readonly quote: SwapQuote;
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly blockhash: FreshBlockhash;
  readonly rent: RentFacts;
  readonly recentPrice: bigint;
  readonly tip: Tip | undefined;
  readonly secondPrice: SecondPrice | undefined;
  readonly markedLoss: MarkedLoss | undefined;
}

async function gather(parts: ExecutorParts, trade: TradeRecord): Promise<Gathered | Fault> {
  const { chainFacts, feeLevels, telemetry } = parts;
  const { request, key } = trade;
  const slippageBps = request.slippageBps ?? parts.config.slippageBps;
  const ask = async (amountIn: bigint) =>
    telemetry.stageAsync(key, 'quote', async () =>
      insistOnQuote(parts, trade, quoteRequest(parts, { trade, amountIn, slippageBps })),
    );
  const frozen = parts.rules.frozenAmountIn(trade);
  const known = frozen ?? amountFromRequest(request);
  const early = known === undefined ? undefined : ask(known);
  const readFacts = async () => readFactsOf(parts, trade);
  const [
    givenFacts,
    givenBlockhash,
    givenRent,
    recentPrice,
    tip,
    secondPrice,
    markedLoss,
    earlyQuote,
  ] = await Promise.all([
    telemetry.stageAsync(key, 'facts', readFacts),
    chooseBlockhash(parts, trade),
    chainFacts.rent.get(),
    feeLevels.priceFor(request.tokenAddress),
    chooseTip(parts, trade),
    secondPriceFor(parts, trade),
    markPositions(parts, trade),
    early,
  ]);
  const facts = await insistOnTwo(parts, trade, { given: givenFacts, ask: readFacts });
  if (isFault(facts)) return facts;
  const askBlockhash = async () => chooseBlockhash(parts, trade);
  const blockhash = await insist(parts, trade, { given: givenBlockhash, ask: askBlockhash });
  if (isFault(blockhash)) return blockhash;
  const askRent = async () => chainFacts.rent.get();
  const rent = await insistOnTwo(parts, trade, { given: givenRent, ask: askRent });
  if (isFault(rent)) return rent;
  if (isFault(tip)) return tip;
  const amountIn = resolveAmount(request, facts, frozen);
  if (isFault(amountIn)) return amountIn;
  const quote = earlyQuote ?? (await ask(amountIn));
  if (isFault(quote)) return quote;
  const gathered = { facts, quote, amountIn, slippageBps, blockhash, rent, recentPrice, tip };
  return { ...gathered, secondPrice, markedLoss };
}

function quoteRequest(
  parts: ExecutorParts,
  wanted: { readonly trade: TradeRecord; readonly amountIn: bigint; readonly slippageBps: number },
) {
  const { trade, amountIn, slippageBps } = wanted;
  const { tokenAddress, side } = trade.request;
  const isBuy = side === 'buy';
  return {
    inputMint: isBuy ? WRAPPED_SOL : tokenAddress,
    outputMint: isBuy ? tokenAddress : WRAPPED_SOL,
    amountIn,
    slippageBps,
    taker: parts.signer.address,
  };
}

/**
 * A further attempt lives as long as it can, and never by the blockhash of an attempt that is dead:
 * the same bytes would be the same signature.
 */
async function chooseBlockhash(
  { chainFacts }: ExecutorParts,
  trade: TradeRecord,
): Promise<FreshBlockhash | Fault> {
  if (attemptsMade(trade) === 0) return chainFacts.blockhash.get();
  const chosen = await chainFacts.blockhash.fresh();
  if (isFault(chosen)) return chosen;
  const made = [...trade.attempts, ...(trade.prepared ?? [])];
  const isUsed = made.some(({ blockhash }) => blockhash === chosen.blockhash);
  if (!isUsed) return chosen;
  const reason = `it still gives ${chosen.blockhash}, with which an attempt has died`;
  return fault('RPC__UNAVAILABLE', { endpoint: 'all', method: 'getLatestBlockhash', reason });
}

/** What the wallet and the token are, as far as the operators that are required tell the same. */
async function readFactsOf(parts: ExecutorParts, trade: TradeRecord): Promise<WalletFacts | Fault> {
  const { pool, accounts, ledger, config, closing, rules } = parts;
  const { tradeId, request } = trade;
  const operatorsMin = operatorsMinOf(parts);
  const minContextSlot = await slotAfterLandings(parts, trade, operatorsMin);
  if (isFault(minContextSlot)) return minContextSlot;
  return readWalletFacts(pool, accounts, {
    mint: checkedAddress(request.tokenAddress),
    minContextSlot,
    operatorsMin,
    mayHaveLeft: (slot) => ledger.reservedBesides(tradeId, slot),
    rules,
    platform: config.platform,
    closing,
  });
}

/** Operators that have to tell what is signed on: by the same rule for a blockhash and a balance. */
function operatorsMinOf({ pool, config }: Pick<ExecutorParts, 'pool' | 'config'>): number {
  return config.allowSingleWitness ? 1 : operatorsRequired(pool.nodes);
}

/** An answer, and how to ask for another. */
interface Asked<Value> {
  readonly given: Value | Fault;
  readonly ask: () => Promise<Value | Fault>;
}

/** Where one operator is enough, every node has been asked already when there is no answer. */
async function insistOnTwo<Value extends object>(
  parts: ExecutorParts,
  trade: TradeRecord,
  asked: Asked<Value>,
): Promise<Value | Fault> {
  return operatorsMinOf(parts) < 2 ? asked.given : insist(parts, trade, asked);
}

/** Times that operators are asked, and milliseconds between two of them. */
const ASKED_MAX = 4;
const ASK_PAUSE_MS = 500;

/**
 * Two operators have to vouch for what is signed on. Where there are no more than two, one that
 * stumbles for a moment would refuse every trade of a process that has just started or was idle,
 * though the chain answers all else.
 */
async function insist<Value extends object>(
  { config, deadlineClock, closing }: Pick<ExecutorParts, 'config' | 'deadlineClock' | 'closing'>,
  { deadlineAtMs }: TradeRecord,
  { given, ask }: Asked<Value>,
): Promise<Value | Fault> {
  let answer = given;
  for (let asked = 1; isUnavailable(answer) && asked < ASKED_MAX; asked += 1) {
    if (deadlineClock.nowMs() + ASK_PAUSE_MS >= deadlineAtMs) break;
    await config.platform.delay(ASK_PAUSE_MS, closing);
    answer = await ask();
  }
  return answer;
}

function isUnavailable(answer: object): boolean {
  return isFault(answer) && answer.code === 'RPC__UNAVAILABLE';
}

/**
 * Attempts that reverted did land: only those that expired say that more has to be offered. What was
 * prepared and not signed was never offered to anybody.
 */
function escalationOf({ config }: ExecutorParts, { attempts }: TradeRecord): FeeEscalation {
  const expiredAttempts = attempts.filter(({ status }) => status === 'expired').length;
  return { expiredAttempts, feeEscalationBps: config.feeEscalationBps };
}

/**
 * Base units in of a trade that has been signed before: the first attempt fixes them for all, also
 * where the request asks for a part of a balance that has changed since.
 */
export function frozenAmountIn(trade: TradeRecord): bigint | undefined {
  const first = firstAttempt(trade);
  return first === undefined ? undefined : BigInt(first.amountIn);
}

/** Least output of the first attempt, below which no later one may go; 0 before there is one. */
export function firstFloor(trade: TradeRecord): bigint {
  return BigInt(firstAttempt(trade)?.minimumOut ?? 0);
}

/**
 * The tip for lanes that need one. Without a usable block engine a trade goes on without tip by the
 * public lane, unless its policy or its slippage rules that out: then it is refused.
 */
async function chooseTip(
  parts: ExecutorParts,
  trade: TradeRecord,
): Promise<Tip | undefined | Fault> {
  const { request, key } = trade;
  const policy = request.lanePolicy ?? parts.config.lanePolicy;
  if (policy === 'rpc-only') return undefined;
  const slippageBps = request.slippageBps ?? parts.config.slippageBps;
  const mayGoPublic =
    policy === 'race' ||
    (policy === 'jito-then-rpc' && slippageBps <= parts.config.publicSlippageBpsMax);
  const asked = parts.tips === undefined ? noBlockEngine() : await parts.tips.next();
  const tip = mayGoPublic ? asked : await insistOnTip(parts, trade, asked);
  if (!isFault(tip)) {
    const { tipLamportsMax } = parts.config;
    const lamports = escalate(tip.lamports, escalationOf(parts, trade));
    return { ...tip, lamports: lamports < tipLamportsMax ? lamports : tipLamportsMax };
  }
  if (!mayGoPublic) return tip;
  parts.telemetry.event('warn', 'execution.lane.unavailable', { message: tip.message, key });
  return undefined;
}

/** A region answers one request a second (Jito documentation), and a send may have been that one. */
const TIP_PAUSE_MS = 1_100;

/** A trade that no other lane may carry asks once more, inside its deadline. */
async function insistOnTip(
  { tips, config, deadlineClock, closing }: ExecutorParts,
  trade: TradeRecord,
  given: Tip | Fault,
): Promise<Tip | Fault> {
  if (!isFault(given) || tips === undefined) return given;
  if (deadlineClock.nowMs() + TIP_PAUSE_MS >= trade.deadlineAtMs) return given;
  await config.platform.delay(TIP_PAUSE_MS, closing);
  return tips.next();
}

function noBlockEngine(): Fault {
  return fault('LANE__BLOCK_ENGINE_UNAVAILABLE', {
    endpoint: 'none',
    reason: 'none is configured',
  });
}
