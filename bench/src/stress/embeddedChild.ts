/*
 * The embedded chain with its venue, in a process of its own, so that what is measured is the
 * executor's: takes one message with the options, answers one, and lives as long as its parent.
 */
import { startSandbox } from '@quantbot/sandbox';

import { fundTokens } from '../crash/fundTokens.ts';
import type { EmbeddedPlan, EmbeddedReady } from './embeddedMessages.ts';

const WALLET_LAMPORTS = 100_000_000_000n;
const TOKEN_UNITS = 1_000_000_000_000n;

async function start({ wallets, tokens, slotMs }: EmbeddedPlan): Promise<EmbeddedReady> {
  const sandbox = await startSandbox({
    slotMs,
    walletCount: wallets,
    tokenCount: tokens,
    walletLamports: WALLET_LAMPORTS,
  });
  await fundTokens(sandbox, TOKEN_UNITS);
  process.on('disconnect', () => void sandbox.stop());
  const { rpcUrl, chainRpcUrl, jupiterUrl, allowedPrograms } = sandbox;
  return {
    rpcUrl,
    chainRpcUrl,
    jupiterUrl,
    allowedPrograms,
    wallets: sandbox.wallets,
    tokens: sandbox.tokens.map(({ mint, tokenProgram }) => ({ mint, tokenProgram })),
  };
}

process.once('message', (plan: EmbeddedPlan) => {
  void start(plan).then((ready) => process.send?.(ready));
});
