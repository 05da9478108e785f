import type { AnyExecutionRequest } from '@quantbot/core';

import type {
  ChainNode,
  HistoryEntry,
  SignatureStatus,
  TransactionReading,
} from '../chain/chainNode.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { lastAttempt } from '../journal/tradeRecord.ts';
import { executeTrade } from '../pipeline/executeTrade.ts';
import type { SwapQuoteRequest, SwapVenue } from '../venues/swapVenue.ts';
import { createFakeLane, createFakeParts, FAKE_GENESIS_HASH } from './fakeParts.ts';
import { createFakePlatform } from './fakePlatform.ts';
import { FIXTURE_NOW_MS } from './journalFixtures.ts';
import { madeUpTransaction, revertedTransaction } from './madeUpTransaction.ts';
import { preparedChain } from './preparedChain.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import { buyPlan, madeUpQuote, madeUpSwap, PLAN } from './tradeFixtures.ts';
import { rosyAccounts } from './rosyAccounts.ts';

/** What a chain says of a swap that is final. */
export const FINALIZED: SignatureStatus = { slot: 1_010n, commitment: 'finalized', error: null };

/** Slots that the chain of a scene is ahead of its height. */
const SLOT_GAP = 300n;

/** What a test decides about the trade. */
export interface RetryScene {
  readonly request?: Partial<AnyExecutionRequest>;
  readonly config?: Partial<ExecutionAdapterConfig>;
  readonly tokenUnits?: bigint;
  readonly signer?: WalletSigner;
}

/** A trade on its way, and a chain that brings its signatures in, undoes them or lets them die. */
export async function createRetryScene(scene: RetryScene = {}) {
  const { request = {}, config = {}, tokenUnits, signer } = scene;
  const clock = { now: FIXTURE_NOW_MS };
  const holding = { tokenUnits };
  const { chain, node } = scriptedChain(holding);
  const { market, venue } = movingVenue();
  const platform = createFakePlatform();
  const jito = createFakeLane('jito');
  const all = await createFakeParts({
    platform,
    nodes: [node],
    lanes: { jito, rpc: createFakeLane('rpc') },
    config: {
      clock: { nowMs: () => clock.now },
      allowSingleWitness: true,
      quoteAgeMsMax: 60_000,
      ...config,
    },
    parts: { venue, ...(signer === undefined ? {} : { signer }) },
  });
  const { tradeId } = all.admit(request);
  const state = { isDone: false };
  const current = () => all.parts.log.current(tradeId);
  const reserved = () => all.parts.ledger.reservedBesides('another');
  const run = async () => {
    void executeTrade(all.parts, tradeId).then(
      () => {
        state.isDone = true;
      },
      () => undefined,
    );
    await platform.settle();
  };
  const last = () => {
    const attempt = lastAttempt(current());
    if (attempt === undefined) throw new Error('nothing is signed');
    return attempt;
  };
  const advance = async (milliseconds: number) => platform.advance(milliseconds);
  /** Behind the back of everything that the process knows. */
  const halt = () => {
    all.journal.changeTrading({
      state: 'halted',
      origin: 'person',
      by: 'ann',
      reason: 'stop',
      inFlight: 'reduce-only',
    });
  };
  const steps = { halt, run, ...chainSteps({ chain, last, advance }) };
  const views = { tradeId, clock, chain, market, jito, holding, state, current, reserved };
  return { ...all, ...steps, ...views, platform };
}

interface ScriptedChain {
  slot: bigint;
  height: bigint;
  readonly statuses: Map<string, SignatureStatus>;
  readonly transactions: Map<string, TransactionReading>;
  /** What names the wallet, newest first. */
  history: HistoryEntry[];
}

interface LastAttempt {
  readonly signature?: string;
  readonly deathHeight: string;
  readonly priorityFeeLamports: string;
  readonly tipLamports: string;
}

/** What happens to the last signature of the trade. */
function chainSteps(scene: {
  readonly chain: ScriptedChain;
  readonly last: () => LastAttempt;
  readonly advance: (milliseconds: number) => Promise<void>;
}) {
  const { chain, last, advance } = scene;
  const bringIn = async (transaction: TransactionReading) => {
    const { signature } = last();
    if (signature === undefined) throw new Error('nothing is signed');
    chain.transactions.set(signature, transaction);
    chain.statuses.set(signature, { ...FINALIZED, error: transaction.error });
    await advance(800);
  };
  return {
    /** Lets so many attempts die by age, one after another. */
    die: async (times = 1) => {
      for (let time = 0; time < times; time += 1) {
        chain.height = BigInt(last().deathHeight) + 1n;
        chain.slot = chain.height + SLOT_GAP;
        // Long enough for a look at the chain and a try at the proof, wherever their turns are now.
        await advance(4_000);
      }
    },
    revert: async (transaction = revertedTransaction()) => bringIn(transaction),
    /** Brings in a swap that costs what the bytes say. */
    land: async () => {
      const { priorityFeeLamports, tipLamports } = last();
      const feeLamports = 5_000n + BigInt(priorityFeeLamports);
      const before = madeUpTransaction();
      const [wallet = 0n, ...others] = before.preLamports;
      const left = wallet - 100_000_000n - feeLamports - BigInt(tipLamports);
      await bringIn({ ...before, feeLamports, postLamports: [left, ...others] });
    },
  };
}

function scriptedChain(holding: { readonly tokenUnits: bigint | undefined }) {
  const chain: ScriptedChain = {
    slot: 1_011n,
    height: 1_000n,
    statuses: new Map(),
    transactions: new Map(),
    history: [],
  };
  const node: Partial<ChainNode> = {
    accounts: async (...given) => {
      const { tokenUnits } = holding;
      const prepared = preparedChain(tokenUnits === undefined ? {} : { tokenUnits });
      if (prepared.accounts === undefined) throw new Error('the chain has no accounts');
      return { ...(await prepared.accounts(...given)), slot: chain.slot };
    },
    simulate: async (_wire, addresses) => ({
      slot: 1_000n,
      error: null,
      logs: [],
      computeUnits: 90_000n,
      accounts: rosyAccounts(addresses),
    }),
    signatureStatuses: async (signatures) => ({
      slot: chain.slot,
      statuses: signatures.map((signature) => chain.statuses.get(signature) ?? null),
    }),
    signaturesOf: async (_wallet, { before }) => {
      const from = chain.history.findIndex(({ signature }) => signature === before) + 1;
      return chain.history.slice(from);
    },
    transaction: async (signature) => chain.transactions.get(signature) ?? null,
    finalized: async () => ({ blockHeight: chain.height, slot: chain.slot, slotGap: SLOT_GAP }),
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    genesisHash: async () => FAKE_GENESIS_HASH,
  };
  return { chain, node };
}

/** A venue whose quotes a test changes; its swap holds one percent below the quote. */
function movingVenue() {
  const market = { amountOut: 2_000n, asked: [] as SwapQuoteRequest[] };
  const venue: SwapVenue = {
    name: 'made-up',
    quote: async (request) => {
      market.asked.push(request);
      const { amountIn } = request;
      const isBuy = request.outputMint === PLAN.mint;
      const minimumOut = (market.amountOut * 99n) / 100n;
      const [source, destination] = isBuy
        ? [PLAN.wrappedSol, PLAN.tokenAccount]
        : [PLAN.tokenAccount, PLAN.wrappedSol];
      return madeUpQuote(buyPlan(), {
        amountIn,
        amountOut: market.amountOut,
        minimumOut,
        swapInstruction: madeUpSwap({ source, destination, amountIn, minimumOut }),
        askedAtMs: 1_000,
      });
    },
  };
  return { market, venue };
}
