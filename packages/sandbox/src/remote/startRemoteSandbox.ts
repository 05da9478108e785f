import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { formatUnits, SOL_DECIMALS } from '@quantbot/core';
import { createKeyPairSignerFromBytes, createSolanaRpc, type KeyPairSigner } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';

import { serveApplication } from '../http/serveApplication.ts';
import { createJupiterApplication } from '../jupiter/createJupiterApplication.ts';
import { programPath } from '../program/programPath.ts';
import { openPool } from '../setup/openPool.ts';
import type { SandboxPool } from '../setup/sandboxPool.ts';
import { TOKEN_PLANS } from '../setup/tokenPlans.ts';
import { sendInstructions } from '../setup/sendInstructions.ts';
import { writeConfig, type ConfiguredNode } from '../setup/writeConfig.ts';
import { writeWallet, type WrittenWallet } from '../setup/writeWallet.ts';
import type { SandboxToken } from '../startSandbox.ts';
import { deployProgram, type DeployedProgram } from './deployProgram.ts';

/** A cluster to set a sandbox up on, and who pays for it. */
export interface RemoteSandboxOptions {
  /** JSON-RPC of a node of the cluster. */
  readonly rpcUrl: string;
  /** WebSocket of the same node. */
  readonly wsUrl?: string;
  /** `solana-keygen` file of the wallet that pays for everything. It does not trade. */
  readonly keypairPath: string;
  /** Lamports that go into each of the two pools. They stay there. */
  readonly poolLamports: bigint;
  /** Lamports that the trading wallet begins with. What is left comes back at the end. */
  readonly walletLamports: bigint;
  /** Directory for the configuration. @defaultValue a fresh one, removed by `stop` */
  readonly directory?: string;
}

/** A sandbox on a cluster of others. */
export interface RemoteSandbox {
  readonly rpcUrl: string;
  readonly wsUrl: string | undefined;
  readonly jupiterUrl: string;
  /** `solana-keygen` file of the trading wallet: a fresh one, with a history that a journal knows. */
  readonly keypairPath: string;
  readonly configPath: string;
  readonly wallet: string;
  readonly allowedPrograms: readonly string[];
  readonly tokens: readonly SandboxToken[];
  readonly operators: readonly ConfiguredNode[];
  readonly directory: string;
  readonly genesisHash: string;
  /** Lamports that the payer spent on the set-up: program, mints, pools, fees and the wallet's SOL. */
  readonly setupLamports: bigint;
  /** Closes the program, gives its rent and the wallet's SOL back to the payer, and ends the venue. */
  stop(): Promise<void>;
}

/** First characters of mainnet's genesis hash (CAIP-2, Solana namespace). */
const MAINNET_GENESIS = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const OTHERS_BITS = 0o077;
/** Seed and public key. */
const KEY_BYTES = 64;
/** Rents and fees of a set-up are some 0.11 SOL at the rents of the public clusters. */
const SETUP_LAMPORTS_MAX = 120_000_000n;
/** Base fee of one signature. */
const SIGNATURE_LAMPORTS = 5_000n;

/**
 * Deploys the swap program on a cluster, makes mints and pools with the payer's SOL, and serves a
 * venue for them here, so that the executor trades on a chain that is not ours.
 *
 * @throws Error on mainnet, for a key file that is none or that others can read, for a payer who has
 * too little, and when the cluster refuses something; what was deployed until then is closed
 */
export async function startRemoteSandbox(options: RemoteSandboxOptions): Promise<RemoteSandbox> {
  const { rpcUrl, poolLamports, keypairPath } = options;
  const rpc = createSolanaRpc(rpcUrl);
  const genesisHash = await rpc.getGenesisHash().send();
  if (genesisHash.startsWith(MAINNET_GENESIS)) {
    throw new Error(
      'this is mainnet, where nothing is deployed for play. Rehearse there in dry-run against the ' +
        'real venue, or name a node of devnet, or of a fork with a genesis of its own',
    );
  }
  const payer = await readPayer(keypairPath);
  const balance = async () => (await rpc.getBalance(payer.address).send()).value;
  const before = await balance();
  refusePoor(payer.address, before, options);
  const cleanup = new AsyncDisposableStack();
  try {
    const directory = await prepareDirectory(options.directory, cleanup);
    const program = await deployProgram({ rpcUrl, payer }, programPath('amm'));
    cleanup.defer(async () => program.close());
    const pools = await openPools({ rpcUrl, payer, program }, poolLamports);
    const wallet = await fundWallet({ rpcUrl, payer, directory }, options.walletLamports);
    cleanup.defer(async () => emptyWallet(rpcUrl, wallet.signer, payer));
    const venue = await serveApplication(createJupiterApplication({ rpcUrl, pools }));
    cleanup.defer(async () => venue.close());
    const wsUrl = options.wsUrl;
    const operators = [{ label: 'cluster', rpcUrl, ...(wsUrl === undefined ? {} : { wsUrl }) }];
    let stopped: Promise<void> | undefined;
    return {
      rpcUrl,
      wsUrl,
      jupiterUrl: venue.url,
      keypairPath: wallet.keypairPath,
      configPath: await writeConfig(directory, operators),
      wallet: wallet.signer.address,
      allowedPrograms: [program.address],
      tokens: pools.map(({ symbol, decimals, token, pool }) => ({
        symbol,
        mint: token.mint,
        decimals,
        tokenProgram: token.tokenProgram,
        pool,
      })),
      operators,
      directory,
      genesisHash,
      setupLamports: before - (await balance()),
      stop: async () => (stopped ??= cleanup.disposeAsync()),
    };
  } catch (cause) {
    await cleanup.disposeAsync();
    throw cause;
  }
}

/** Found out now, and not by an instruction that fails when half of it is deployed. */
function refusePoor(
  payer: string,
  lamports: bigint,
  { poolLamports, walletLamports }: Pick<RemoteSandboxOptions, 'poolLamports' | 'walletLamports'>,
): void {
  const pools = poolLamports * BigInt(TOKEN_PLANS.length);
  const required = pools + walletLamports + SETUP_LAMPORTS_MAX;
  if (lamports >= required) return;
  const sol = (amount: bigint): string => formatUnits(amount, SOL_DECIMALS);
  throw new Error(
    `the payer ${payer} has ${sol(lamports)} SOL, and this takes ${sol(required)}: ${sol(pools)} ` +
      `for the pools, ${sol(walletLamports)} for the trading wallet, ${sol(SETUP_LAMPORTS_MAX)} ` +
      'for rents and fees. Fund it, or take less for pools and wallet',
  );
}

async function openPools(
  context: {
    readonly rpcUrl: string;
    readonly payer: KeyPairSigner;
    readonly program: DeployedProgram;
  },
  poolLamports: bigint,
): Promise<readonly SandboxPool[]> {
  const { rpcUrl, payer, program } = context;
  const pools: SandboxPool[] = [];
  for (const plan of TOKEN_PLANS) {
    // The price stays that of the plan, whatever the pool holds.
    const tokenReserve = (plan.tokenReserve * poolLamports) / plan.solReserveLamports;
    const sized = { ...plan, tokenReserve, solReserveLamports: poolLamports };
    pools.push(await openPool({ rpcUrl, payer, programAddress: program.address }, sized));
  }
  return pools;
}

async function fundWallet(
  context: { readonly rpcUrl: string; readonly payer: KeyPairSigner; readonly directory: string },
  lamports: bigint,
): Promise<WrittenWallet> {
  const wallet = await writeWallet(context.directory);
  const { payer } = context;
  const funding = { source: payer, destination: wallet.signer.address, amount: lamports };
  await sendInstructions(context, [getTransferSolInstruction(funding)]);
  return wallet;
}

/** Tokens stay where they are: they are worth nothing beyond this sandbox. */
async function emptyWallet(
  rpcUrl: string,
  wallet: KeyPairSigner,
  payer: KeyPairSigner,
): Promise<void> {
  const { value } = await createSolanaRpc(rpcUrl).getBalance(wallet.address).send();
  const amount = value - SIGNATURE_LAMPORTS;
  if (amount <= 0n) return;
  const transfer = { source: wallet, destination: payer.address, amount };
  await sendInstructions({ rpcUrl, payer: wallet }, [getTransferSolInstruction(transfer)]);
}

async function readPayer(path: string): Promise<KeyPairSigner> {
  const { mode } = await stat(path);
  if ((mode & OTHERS_BITS) !== 0) {
    throw new Error(`the key file ${path} can be read by others; chmod 0600 it`);
  }
  const values = readKeyNumbers(path, await readFile(path, 'utf8'));
  const bytes = Uint8Array.from(values);
  try {
    return await createKeyPairSignerFromBytes(bytes);
  } finally {
    bytes.fill(0);
    values.fill(0);
  }
}

/** The text is a secret: what is wrong with it is said without any of it. */
function readKeyNumbers(path: string, text: string): number[] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    values = undefined;
  }
  const isByte = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
  if (Array.isArray(values) && values.length === KEY_BYTES && values.every(isByte)) return values;
  throw new Error(
    `the key file ${path} is none of solana-keygen: expected a list of ${KEY_BYTES} bytes`,
  );
}

async function prepareDirectory(
  wanted: string | undefined,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  if (wanted !== undefined) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return resolve(wanted);
  }
  const directory = await mkdtemp(join(tmpdir(), 'quantbot-cluster-'));
  cleanup.defer(async () => rm(directory, { recursive: true, force: true }));
  return directory;
}
