import { readFileSync } from 'node:fs';

import type { Command } from 'commander';
import { ExecutionError, reasonOf, type SwapDecoder } from '@quantbot/core';
import {
  createNodePlatform,
  JUPITER_PROGRAM_ADDRESS,
  keystoreMachineOf,
  openKeystore,
  parseSignerSettings,
  readKeypairFile,
  readKeystoreHeader,
  readPassphraseFile,
  startSigner,
  type RunningSigner,
  type LocalSigner,
  type SignerDecision,
  type SignerSettings,
} from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox/decoder';

import { toJson } from '../output/json.ts';

import { systemClock } from '../platform/systemClock.ts';
import { watchStopSignals } from '../platform/watchStopSignals.ts';
import {
  addPassphraseOptions,
  readPassphrase,
  sourceOf,
  type PassphraseOptions,
} from './keys/passphraseSource.ts';

interface SignerCommandOptions extends PassphraseOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly acceptBalance?: string;
}

const EXAMPLES = `
Examples:
  quantbot signer --config /etc/quantbot-signer/signer.json
  quantbot signer --config signer.json --passphrase-credential passphrase
  quantbot signer --config signer.json --accept-balance "swept 3 SOL to the cold wallet"

What leaves the wallet without the signer counts for its caps, for a day. With --accept-balance the
balance is right as it is: say it once, at the start after you have moved SOL yourself.

The client trades with EXECUTION_SIGNER_SOCKET, EXECUTION_SIGNER_PUBLIC_KEY and
EXECUTION_SIGNER_SECRET_FILE (docs/wallets.md).`;

/** `quantbot signer`: the process that has the key and decides for itself what it signs. */
export function addSignerCommand(program: Command): void {
  const command = program
    .command('signer')
    .description('Hold the key in a process of its own, with its own policy, ledger and caps.')
    .requiredOption(
      '--config <file>',
      'settings of the signer (JSON); its client has no say in them',
    );
  addPassphraseOptions(command)
    .option('--json', 'print every decision as a line of JSON')
    .option('--accept-balance <reason>', 'take the balance of the wallet for right as it is now')
    .addHelpText('after', EXAMPLES)
    .action(async (options: SignerCommandOptions) => runSigner(options));
}

async function runSigner(options: SignerCommandOptions): Promise<void> {
  const settings = readSettings(options.config);
  const { keystore } = keystoreMachineOf(createNodePlatform());
  using secret = readPassphraseFile(settings.secretFile, keystore);
  const key = await openKey(settings, options);
  const watch = watchStopSignals();
  try {
    const signer = await startSigner({
      settings,
      key,
      secret,
      clock: systemClock,
      decoders: sandboxDecoders(settings),
      acceptBalance: options.acceptBalance,
      onDecision: (decision) => {
        console.log(renderDecision(decision, options.json === true));
      },
    });
    try {
      console.log(renderReady(settings, { key, signer, isJson: options.json === true }));
      await watch.stopped;
    } finally {
      await signer.close();
    }
  } finally {
    watch.release();
  }
}

function readSettings(path: string): SignerSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_UNREADABLE', { path, reason: reasonOf(cause) });
  }
  return parseSignerSettings(text, path);
}

async function openKey(
  { keypairPath, keystorePath, keystorePassphraseFile }: SignerSettings,
  options: SignerCommandOptions,
): Promise<LocalSigner> {
  const platform = createNodePlatform();
  if (keypairPath !== undefined) return readKeypairFile(keypairPath, platform);
  if (keystorePath === undefined) {
    throw new ExecutionError('CONFIG__VALUE_MISSING', {
      name: 'keystorePath',
      reason: 'a signer has a key',
    });
  }
  const machine = keystoreMachineOf(platform);
  readKeystoreHeader(keystorePath, machine);
  const given = sourceOf(options);
  const isGiven = Object.keys(given).length > 0;
  const source =
    isGiven || keystorePassphraseFile === undefined ? given : { file: keystorePassphraseFile };
  const question = { text: `Passphrase of ${keystorePath}`, isNew: false };
  using passphrase = await readPassphrase(source, question);
  return openKeystore(keystorePath, passphrase, machine);
}

/** Off mainnet, an allowed program that is not Jupiter's is a sandbox's own swap program. */
function sandboxDecoders({ cluster, allowedPrograms = [] }: SignerSettings): SwapDecoder[] {
  if (cluster === 'mainnet-beta') return [];
  return allowedPrograms
    .filter((program) => program !== JUPITER_PROGRAM_ADDRESS)
    .map((program) => createSandboxSwapDecoder(program));
}

/** What a decision looks like in the log of the signer: no bytes, no secret. */
export function renderDecision(decision: SignerDecision, isJson: boolean): string {
  if (decision.kind === 'refused') {
    const { code, message } = decision.problem;
    return isJson ? toJson({ kind: 'refused', code, message }) : `refused ${code}: ${message}`;
  }
  const { side, mint, lamports } = decision;
  if (isJson) return toJson({ kind: 'signed', side, mint, lamports });
  const counted =
    lamports === 0n ? 'the same bytes as before, counted once' : `${lamports} lamports counted`;
  return `signed a ${side} of ${mint}: ${counted}`;
}

function renderReady(
  { socketPath }: SignerSettings,
  {
    key: { address },
    signer: { roomLamports },
    isJson,
  }: {
    readonly key: LocalSigner;
    readonly signer: RunningSigner;
    readonly isJson: boolean;
  },
): string {
  if (isJson) return toJson({ kind: 'ready', socketPath, publicKey: address, roomLamports });
  return (
    `The signer of ${address} listens on ${socketPath}. By its ledger ${roomLamports} lamports may ` +
    'leave now. Stop it with Ctrl+C.'
  );
}
