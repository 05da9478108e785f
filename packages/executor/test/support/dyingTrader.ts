/*
 * A process that trades once by a keystore and then dies of an error which has everything in it that
 * it could lay hands on: `node --conditions=quantbot:source dyingTrader.ts '<plan as JSON>'`.
 */
import { createTokenAddress } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  keystoreMachineOf,
  openKeystore,
  readPassphraseFile,
  type ExecutionSettings,
} from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';

import { WIDE_LIMITS } from './wideLimits.ts';

/** How the process is set up, and how it is to die. */
export interface DyingPlan {
  readonly settings: ExecutionSettings & { readonly keystorePath: string };
  readonly passphraseFile: string;
  readonly apiKeyFile: string;
  readonly tokenAddress: string;
  readonly death: 'an exception' | 'a promise that nobody waits for';
}

const plan = JSON.parse(process.argv[2] ?? '') as DyingPlan;
const machine = keystoreMachineOf(createNodePlatform());
const passphrase = readPassphraseFile(plan.passphraseFile, machine.keystore);
const apiKey = readPassphraseFile(plan.apiKeyFile, machine.keystore);
const signer = openKeystore(plan.settings.keystorePath, passphrase, machine);
const config = {
  ...plan.settings,
  clock: { nowMs: () => Date.now() },
  dryRun: false,
  limits: WIDE_LIMITS,
  decoders: [createSandboxSwapDecoder()],
  keystorePassphrase: () => readPassphraseFile(plan.passphraseFile, machine.keystore),
} as const;
const adapter = createExecutionAdapter(config);
const result = await adapter.execute({
  tokenAddress: createTokenAddress(plan.tokenAddress),
  chain: 'solana',
  side: 'buy',
  amount: 0.1,
  idempotencyKey: 'last',
});
const cause = Object.assign(new Error('the strategy broke'), {
  result,
  signer,
  adapter,
  config,
  secrets: [passphrase, apiKey],
});
const last = new Error('nobody catches this', { cause });
if (plan.death === 'an exception') throw last;
void Promise.reject(last);
