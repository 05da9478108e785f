import { isFault } from '@quantbot/core';
import { waitUntil, type Sandbox } from '@quantbot/sandbox';
import * as fc from 'fast-check';
import { expect } from 'vitest';

import { approveTransaction } from '../../src/approve/approveTransaction.ts';
import type { SignPolicy } from '../../src/approve/signPolicy.ts';
import { buildTransaction } from '../../src/build/buildTransaction.ts';
import type { TradePlan } from '../../src/build/tradePlan.ts';
import { TIP_ACCOUNTS } from '../../src/facts/tipLevels.ts';
import { signPolicyOf } from '../../src/pipeline/signPolicyOf.ts';
import {
  buyPlan,
  madeUpQuote,
  PLAN_BLOCKHASH,
  planConfig,
} from '../../src/testing/tradeFixtures.ts';
import { BASE_FEE_LAMPORTS, priorityFeeLamports } from '../../src/transaction/feeBudget.ts';
import { signedWire } from '../../src/transaction/wireTransaction.ts';
import { callChain } from '../hostile/programScene.ts';
import { drawMutations, mutate, type MutatedDraft, type Mutation } from './drawnCase.ts';
import { takeApart } from './looseDraft.ts';
import {
  readStates,
  readTokens,
  readWallets,
  SANDBOX_DECODER,
  sendWire,
  swapFor,
  type TradedToken,
  type TradingWallet,
  type WalletState,
} from './walletTrader.ts';

const BUY_LAMPORTS = 2_000_000n;
const STATUSES_AT_ONCE = 256;
const EXECUTION_TIMEOUT_MS = 120_000;

/** A sandbox with what a trade on it is made of. */
interface Scene {
  readonly url: string;
  readonly tokens: readonly TradedToken[];
  readonly wallets: readonly TradingWallet[];
  /** Rent of a token account by token program. */
  readonly rentLamports: ReadonlyMap<string, bigint>;
}

/** What the transactions that were executed were. */
export interface ExecutedTally {
  landed: number;
  failed: number;
  buys: number;
  sells: number;
  closed: number;
}

/**
 * Changes valid drafts in harmless ways, has them approved, signs and sends them, and holds what
 * became of each wallet against what its label says, to the lamport. Every wallet of the sandbox
 * sends one at a time. The same seed draws the same cases.
 */
export async function executeCases(
  sandbox: Sandbox,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<ExecutedTally> {
  const scene = await openScene(sandbox);
  const cases = fc.sample(drawn, { numRuns: count, seed });
  const tally: ExecutedTally = { landed: 0, failed: 0, buys: 0, sells: 0, closed: 0 };
  const size = scene.wallets.length;
  for (let from = 0; from < cases.length; from += size) {
    const sent = await sendRound(scene, cases.slice(from, from + size));
    const errors = await awaitErrors(
      scene,
      sent.map(({ signature }) => signature),
    );
    const after = await readStates(scene.url, scene.wallets);
    for (const [index, found] of sent.entries()) {
      const error = errors[index];
      expectAgreement(scene, found, { error, after: present(after.get(found.wallet)) });
      tally[error === null ? 'landed' : 'failed'] += 1;
      tally[found.plan.side === 'buy' ? 'buys' : 'sells'] += 1;
      if (error === null && found.plan.closesTokenAccount) tally.closed += 1;
    }
  }
  return tally;
}

async function openScene(sandbox: Sandbox): Promise<Scene> {
  const { chainRpcUrl: url } = sandbox;
  const tokens = await readTokens(sandbox);
  const wallets = await readWallets(sandbox, tokens);
  const rents = tokens.map(async ({ tokenProgram }): Promise<[string, bigint]> => {
    // Accounts of Token-2022 carry the mark that their owner cannot change: five bytes more.
    const bytes = tokenProgram.startsWith('Tokenz') ? 170 : 165;
    const rent = await callChain(url, 'getMinimumBalanceForRentExemption', [bytes]);
    return [tokenProgram, BigInt(rent as number)];
  });
  return { url, tokens, wallets, rentLamports: new Map(await Promise.all(rents)) };
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('it should be there');
  return value;
}

/** One approved transaction and what its wallet had before. */
interface Sent {
  readonly wallet: TradingWallet;
  readonly token: TradedToken;
  readonly plan: TradePlan;
  readonly before: WalletState;
  readonly mutated: MutatedDraft;
  readonly wire: Uint8Array;
  signature: string;
}

interface Drawn {
  readonly mutations: readonly Mutation[];
  readonly tokenIndex: number;
  readonly sellBps: bigint;
  readonly hasTip: boolean;
  /** The chain runs no other form yet. */
  readonly form: 'legacy' | 'version 0';
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  mutations: drawMutations({ harmlessMax: 4, harmfulMax: 0 }),
  tokenIndex: fc.nat(1),
  sellBps: fc.constantFrom(0n, 0n, 2_500n, 5_000n, 10_000n),
  hasTip: fc.boolean(),
  form: fc.constantFrom('legacy', 'version 0'),
});

function planOf(
  { tokens, rentLamports }: Scene,
  holder: { readonly wallet: TradingWallet; readonly before: WalletState },
  { tokenIndex, sellBps, hasTip }: Drawn,
): { plan: TradePlan; token: TradedToken } {
  const { wallet, before } = holder;
  const token = present(tokens[tokenIndex]);
  const account = present(wallet.tokenAccounts.get(token.mint));
  const units = before.units.get(account) ?? 0n;
  const sold = (units * sellBps) / 10_000n;
  const isBuy = sold === 0n;
  const amountIn = isBuy ? BUY_LAMPORTS : sold;
  const minimumOut = 1_000n;
  const [source, destination] = isBuy ? [wallet.wrappedSol, account] : [account, wallet.wrappedSol];
  const tip = hasTip ? { account: TIP_ACCOUNTS[0] ?? '', lamports: 10_000n } : undefined;
  const swap = { authority: wallet.wallet, source, destination, amountIn, minimumOut };
  const rent = rentLamports.get(token.tokenProgram) ?? 0n;
  // Tip and price may be raised up to their caps, and the floor must leave room for that.
  const costsMax =
    BASE_FEE_LAMPORTS + 1_000_000n + 1_000_000n + (before.units.has(account) ? 0n : rent);
  return {
    token,
    plan: {
      side: isBuy ? 'buy' : 'sell',
      wallet: wallet.wallet,
      mint: {
        ...buyPlan().mint,
        mint: token.mint,
        tokenProgram: token.tokenProgram,
        decimals: token.decimals,
      },
      tokenAccount: { address: account, exists: before.units.has(account), units },
      wrappedSol: { address: wallet.wrappedSol, exists: false, units: 0n },
      amountIn,
      minimumOut,
      swapInstruction: swapFor(isBuy ? token.buy : token.sell, swap),
      lookupTables: {},
      computeUnitPrice: 1_000n,
      computeUnitLimitMax: 1_400_000,
      tip,
      solFloorLamports: before.lamports - costsMax + (isBuy ? -amountIn : minimumOut),
      closesTokenAccount: !isBuy && sold === units,
    },
  };
}

const config = planConfig({
  allowedPrograms: [SANDBOX_DECODER.programAddress],
  decoders: [SANDBOX_DECODER],
});

function policyFor(plan: TradePlan, wallet: TradingWallet, blockhash: string): SignPolicy {
  return signPolicyOf(
    { config, accounts: { known: wallet.known } },
    {
      plan,
      quote: madeUpQuote(plan),
      blockhash: { ...PLAN_BLOCKHASH, blockhash },
      slippageBps: 100,
      swapMinimumOut: plan.minimumOut,
      tokenRentLamports: 0n,
    },
  );
}

async function sendRound(scene: Scene, round: readonly Drawn[]): Promise<Sent[]> {
  const { url, wallets } = scene;
  const before = await readStates(url, wallets);
  const { value } = (await callChain(url, 'getLatestBlockhash', [])) as {
    value: { blockhash: string };
  };
  const { blockhash } = value;
  const sent = round.map((chosen, index): Sent => {
    const wallet = present(wallets[index]);
    const state = present(before.get(wallet));
    const { plan, token } = planOf(scene, { wallet, before: state }, chosen);
    const draft = buildTransaction(plan, { ...PLAN_BLOCKHASH, blockhash });
    if (isFault(draft)) throw new Error(draft.message);
    const policy = policyFor(plan, wallet, blockhash);
    const mutated = mutate(takeApart(draft.messageBytes), policy, chosen);
    const approved = approveTransaction(mutated.bytes, policy);
    if (isFault(approved)) throw new Error(`${mutated.applied.join('; ')}: ${approved.message}`);
    const wire = signedWire(mutated.bytes, wallet.key.sign(mutated.bytes));
    return { wallet, token, plan, before: state, mutated, wire, signature: '' };
  });
  await Promise.all(
    sent.map(async (found) => {
      found.signature = await sendWire(url, found.wire);
    }),
  );
  return sent;
}

async function awaitErrors({ url }: Scene, signatures: readonly string[]): Promise<unknown[]> {
  let errors: unknown[] = [];
  expect(signatures.length).toBeLessThanOrEqual(STATUSES_AT_ONCE);
  await waitUntil(
    async () => {
      const params = [signatures, { searchTransactionHistory: true }];
      const { value } = (await callChain(url, 'getSignatureStatuses', params)) as {
        value: ReadonlyArray<{ err: unknown } | null>;
      };
      errors = value.map((status) => status?.err);
      return value.every((status) => status !== null);
    },
    { timeoutMs: EXECUTION_TIMEOUT_MS, description: 'every transaction to be executed' },
  );
  return errors;
}

/** Holds the wallet's balances against the label, to the lamport. */
function expectAgreement(
  { rentLamports }: Scene,
  { plan, before, mutated, token, wallet }: Sent,
  seen: { readonly error: unknown; readonly after: WalletState },
): void {
  const { error, after } = seen;
  const { address: account } = plan.tokenAccount;
  const told = `${plan.side} of ${token.mint} by ${wallet.wallet}: ${mutated.applied.join('; ')}; ${JSON.stringify(error)}`;
  expect(error === null ? 'harmless' : 'harmless and fails', told).toBe(mutated.label);
  const { fee, tip } = costsOf(mutated.bytes);
  const spent = before.lamports - after.lamports;
  const units = (state: WalletState): bigint | undefined => state.units.get(account);
  if (error !== null) {
    expect(spent, told).toBe(fee);
    expect(units(after), told).toBe(units(before));
    return;
  }
  const rent = rentLamports.get(token.tokenProgram) ?? 0n;
  if (plan.side === 'buy') {
    const opened = plan.tokenAccount.exists ? 0n : rent;
    expect(spent, told).toBe(plan.amountIn + fee + tip + opened);
    expect((units(after) ?? 0n) - plan.tokenAccount.units, told).toBeGreaterThanOrEqual(
      plan.minimumOut,
    );
    return;
  }
  const returned = plan.closesTokenAccount ? rent : 0n;
  expect(returned + fee + tip - spent, told).toBeGreaterThanOrEqual(plan.minimumOut);
  expect(units(after), told).toBe(
    plan.closesTokenAccount ? undefined : plan.tokenAccount.units - plan.amountIn,
  );
}

/** Fee and tip of a transaction, from its bytes. */
function costsOf(bytes: Uint8Array): { readonly fee: bigint; readonly tip: bigint } {
  let [units, price, tip] = [0n, 0n, 0n];
  for (const { program, data, accounts } of takeApart(bytes).instructions) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const isBudget = program.startsWith('ComputeBudget');
    if (isBudget && data[0] === 2) units = BigInt(view.getUint32(1, true));
    if (isBudget && data[0] === 3) price = view.getBigUint64(1, true);
    if (TIP_ACCOUNTS.includes(accounts[1] ?? '') && data[0] === 2) tip = view.getBigUint64(4, true);
  }
  return { fee: BASE_FEE_LAMPORTS + priorityFeeLamports(price, units), tip };
}
