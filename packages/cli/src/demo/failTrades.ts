import { createTokenAddress, type ExecutionResult } from '@quantbot/core';
import type { ExecutionAdapter } from '@quantbot/executor';
import { waitUntil, type FaultPlan, type SandboxToken } from '@quantbot/sandbox';
import { createSolanaRpc, signature } from '@solana/kit';

import type { Balances } from './chainBalances.ts';
import { readDemoJournal } from './demoJournal.ts';
import type { Scene } from './playSteps.ts';

/** How the keys of the trades begin that are to fail. */
export const FAILING_KEY = 'demo-fails-';

const SIGNED_TIMEOUT_MS = 10_000;
/** Longer than it takes to sign all trades; what is held is let go before. */
const HOLD_MS = 15_000;
/** More than is ever sent while it is held. */
const HELD_SENDS = 64;

const HOLD_SENDS: FaultPlan = {
  rules: [
    {
      target: 'rpc',
      method: 'sendTransaction',
      action: { kind: 'reorder', width: HELD_SENDS, waitMs: HOLD_MS },
    },
  ],
};

/**
 * Buys every token but the first at once. When all are signed and none has arrived, their pools are
 * emptied: each simulation was right, and each trade fails on chain.
 *
 * @throws Error when one of them does not fail, or costs anything but its fee.
 */
export async function failTrades(
  scene: Scene,
  adapter: ExecutionAdapter,
): Promise<readonly ExecutionResult[]> {
  const { sandbox, readBalances } = scene;
  const tokens = sandbox.tokens.filter(({ mint }) => mint !== scene.token.mint);
  const before = await readBalances();
  sandbox.faults.apply(HOLD_SENDS);
  const running = tokens.map(async (token) => adapter.execute(buyOf(token)));
  const refills: Array<() => Promise<void>> = [];
  try {
    await waitUntil(() => tokens.every((token) => isSigned(scene, token)), {
      timeoutMs: SIGNED_TIMEOUT_MS,
      description: 'the signatures of the trades that are to fail',
    });
    for (const { mint } of tokens) refills.push(await sandbox.emptyPool(mint));
  } finally {
    sandbox.faults.clear();
  }
  const failures = await Promise.all(running);
  for (const refill of refills) await refill();
  await requireFailed(scene, failures);
  requireFeesAlone(failures, { before, after: await readBalances() });
  return failures;
}

function buyOf({ mint, symbol }: SandboxToken) {
  return {
    tokenAddress: createTokenAddress(mint),
    chain: 'solana',
    side: 'buy',
    amount: 0.1,
    lanePolicy: 'rpc-only',
    maxRetries: 0,
    idempotencyKey: keyOf(symbol),
  } as const;
}

function keyOf(symbol: string): string {
  return `${FAILING_KEY}${symbol.toLowerCase()}`;
}

function isSigned({ sandbox }: Scene, { symbol }: SandboxToken): boolean {
  return readDemoJournal(sandbox, (journal) => {
    const trade = journal.findByKey(keyOf(symbol), 'live');
    return trade !== undefined && trade.attempts.length > 0;
  });
}

/** Holds each failure against what the chain says of its signature. */
async function requireFailed(
  { sandbox }: Scene,
  failures: readonly ExecutionResult[],
): Promise<void> {
  const signatures = failures.map(({ errorCode, txSignature }) => {
    if (errorCode === 'CONFIRM__REVERTED' && txSignature !== undefined) {
      return signature(txSignature);
    }
    throw new Error(`a trade that had to fail was answered with ${errorCode ?? 'a success'}`);
  });
  const rpc = createSolanaRpc(sandbox.rpcUrl);
  const { value } = await rpc.getSignatureStatuses(signatures).send();
  for (const [index, status] of value.entries()) {
    if (status?.err !== null && status?.err !== undefined) continue;
    throw new Error(`the chain does not say that ${signatures[index] ?? ''} has failed`);
  }
}

function requireFeesAlone(
  failures: readonly ExecutionResult[],
  { before, after }: { readonly before: Balances; readonly after: Balances },
): void {
  const costs = failures.reduce((sum, { totalCostLamports }) => sum + (totalCostLamports ?? 0), 0);
  const moved = before.lamports - after.lamports;
  if (moved !== BigInt(costs)) {
    throw new Error(`failed trades cost ${moved} lamports on chain, ${costs} by their answers`);
  }
  const changed = [...new Set([...before.tokens.keys(), ...after.tokens.keys()])].filter(
    (mint) => before.tokens.get(mint) !== after.tokens.get(mint),
  );
  if (changed.length > 0) throw new Error(`failed trades moved tokens of ${changed.join(', ')}`);
}
