import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { generateKeyPairSigner } from '@solana/kit';

import { startChain, type EmbeddedChain } from './chain/startChain.ts';
import { operatorLabels } from './faults/operatorLabels.ts';
import type { FaultPlan } from './faults/plan/faultPlan.ts';
import type { SandboxFaults, SandboxOperator } from './faults/sandboxFaults.ts';
import { startFaultProxies, type FaultProxies } from './faults/startFaultProxies.ts';
import { serveApplication } from './http/serveApplication.ts';
import { createBlockEngine } from './jito/blockEngine.ts';
import { createJitoApplication } from './jito/createJitoApplication.ts';
import { TIP_ACCOUNTS } from './jito/tipAccounts.ts';
import { createJupiterApplication } from './jupiter/createJupiterApplication.ts';
import { programPath } from './program/programPath.ts';
import { SANDBOX_SWAP_PROGRAM_ADDRESS } from './program/swapProgram.ts';
import { emptyPool } from './setup/emptyPool.ts';
import { openPool } from './setup/openPool.ts';
import type { SandboxPool } from './setup/sandboxPool.ts';
import { TOKEN_COUNT_MAX, tokenPlans } from './setup/tokenPlans.ts';
import { writeConfig } from './setup/writeConfig.ts';
import { writeWallet, type WrittenWallet } from './setup/writeWallet.ts';

/** How to start a sandbox. */
export interface SandboxOptions {
  /**
   * Time between two slots in milliseconds.
   *
   * @defaultValue 400, so that a demo passes at a pace people know; tests use far less
   */
  readonly slotMs?: number;
  /**
   * Directory for the wallet and the configuration. It is created when missing, and kept.
   *
   * @defaultValue a fresh directory among the system's temporary files, removed by `stop`
   */
  readonly directory?: string;
  /**
   * Lamports the wallet begins with.
   *
   * @defaultValue 100 SOL
   */
  readonly walletLamports?: bigint;
  /**
   * Wallets to make, each with a key of its own and the same lamports.
   *
   * @defaultValue 1
   */
  readonly walletCount?: number;
  /**
   * Tokens to make, each with a pool of its own, alternately of SPL Token and Token-2022.
   *
   * @defaultValue 2
   */
  readonly tokenCount?: number;
  /**
   * Programs to deploy beside the swap program, each from a file with its shared object.
   *
   * @defaultValue none
   */
  readonly programs?: ReadonlyArray<{ readonly address: string; readonly path: string }>;
  /**
   * What goes wrong from the start on. More can be commanded later, see {@link Sandbox.faults}.
   *
   * @defaultValue nothing
   */
  readonly faults?: FaultPlan;
  /**
   * Operators to play over the one chain, each with a node of its own address and faults.
   *
   * @defaultValue as many as the plan names, at least one
   */
  readonly operators?: number;
}

/** A token that can be traded in the sandbox. */
export interface SandboxToken {
  readonly symbol: string;
  readonly mint: string;
  readonly decimals: number;
  /** Program of the mint: SPL Token or Token-2022. */
  readonly tokenProgram: string;
  /** Pool against wrapped SOL. */
  readonly pool: string;
}

/** A funded wallet of the sandbox. */
export interface SandboxWallet {
  readonly address: string;
  /** `solana-keygen` file of its key. */
  readonly keypairPath: string;
}

/** A running sandbox: a chain, a swap venue, a block engine and a funded wallet. */
export interface Sandbox {
  /** HTTP JSON-RPC of the first operator's node. */
  readonly rpcUrl: string;
  /** WebSocket subscriptions of the first operator's node. */
  readonly wsUrl: string;
  /** HTTP JSON-RPC of every operator's node. */
  readonly rpcUrls: readonly string[];
  /** Every operator with its addresses, in the order of `rpcUrls`. */
  readonly operators: readonly SandboxOperator[];
  /**
   * HTTP JSON-RPC of the chain itself, past every fault and correction: for whoever judges what
   * really happened.
   */
  readonly chainRpcUrl: string;
  /** Makes things go wrong, and tells what did. */
  readonly faults: SandboxFaults;
  /** Base address of the Jupiter-shaped endpoint; append `/swap/v2/build`. */
  readonly jupiterUrl: string;
  /** Base address of the Jito-shaped endpoint; append `/api/v1/bundles`. */
  readonly jitoUrl: string;
  /** `solana-keygen` file of the wallet. */
  readonly keypairPath: string;
  /** Execution configuration that suits the sandbox and names every operator's node. */
  readonly configPath: string;
  /** Address of the wallet. */
  readonly wallet: string;
  /** Every wallet, that one first. */
  readonly wallets: readonly SandboxWallet[];
  /** Programs a sign policy has to allow beyond the chain's own: the swap program. */
  readonly allowedPrograms: string[];
  readonly tokens: SandboxToken[];
  readonly directory: string;
  /**
   * Takes all that a token's pool could pay out, as a program could that empties itself. Swaps
   * through it fail on chain from now on, for no reason that slippage would explain.
   *
   * @returns what fills it again
   * @throws Error for a mint that is none of the sandbox's
   */
  emptyPool(mint: string): Promise<() => Promise<void>>;
  /**
   * Keeps slots from passing, so that nothing that was signed dies meanwhile, or lands. Slots also
   * stop by themselves while the event loop of the process that started the sandbox stands still.
   *
   * @returns what lets them pass again
   */
  holdSlots(): Promise<() => Promise<void>>;
  /** Ends everything the sandbox started. May be called any number of times. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const SLOT_MS_DEFAULT = 400;
const LAMPORTS_PER_SOL = 1_000_000_000n;
const WALLET_LAMPORTS_DEFAULT = 100n * LAMPORTS_PER_SOL;
/** Above what a pool takes from whoever opens it. */
const PAYER_LAMPORTS_PER_TOKEN = 5_000n * LAMPORTS_PER_SOL;
const OWNER_ONLY = 0o700;
const SLOT_MS_MIN = 10;
const SLOT_MS_MAX = 1_000;
const WALLET_COUNT_MAX = 64;
/** The chain's binding takes a JavaScript number. */
const WALLET_LAMPORTS_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Starts a sandbox. Keys and mints are new each time; the swap program's address is always the same.
 *
 * @throws Error when an option is out of range, or the chain does not start; nothing is left behind
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const slotMs = options.slotMs ?? SLOT_MS_DEFAULT;
  const walletLamports = options.walletLamports ?? WALLET_LAMPORTS_DEFAULT;
  const { walletCount = 1, tokenCount = 2, programs = [] } = options;
  checkOptions(slotMs, walletLamports);
  checkCount('walletCount', walletCount, WALLET_COUNT_MAX);
  checkCount('tokenCount', tokenCount, TOKEN_COUNT_MAX);
  const labels = operatorLabels(options.operators, options.faults);
  const cleanup = new AsyncDisposableStack();
  try {
    const directory = await prepareDirectory(options.directory, cleanup);
    const wallets = await writeWallets(directory, walletCount);
    const [{ address: wallet, keypairPath }] = wallets;
    const { chain, pools } = await startFundedChain({
      slotMs,
      wallets,
      walletLamports,
      tokenCount,
      programs,
    });
    cleanup.defer(() => chain.stop());
    const proxies = await serveThroughProxies({ chain, pools, labels, plan: options.faults });
    cleanup.defer(() => proxies.close());
    const { operators, faults, jupiterUrl, jitoUrl } = proxies;
    const configPath = await writeConfig(directory, operators);
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= cleanup.disposeAsync());
    return {
      rpcUrl: operators[0]?.rpcUrl ?? chain.rpcUrl,
      wsUrl: operators[0]?.wsUrl ?? chain.wsUrl,
      rpcUrls: operators.map(({ rpcUrl }) => rpcUrl),
      operators,
      chainRpcUrl: chain.rpcUrl,
      faults,
      jupiterUrl,
      jitoUrl,
      keypairPath,
      configPath,
      wallet,
      wallets,
      directory,
      allowedPrograms: [SANDBOX_SWAP_PROGRAM_ADDRESS],
      tokens: pools.map(describeToken),
      emptyPool: async (mint) => emptyPool(chain.rpcUrl, poolOf(pools, mint)),
      holdSlots: async () => {
        await chain.hold(true);
        return async () => chain.hold(false);
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (cause) {
    await cleanup.disposeAsync();
    throw cause;
  }
}

function checkOptions(slotMs: number, walletLamports: bigint): void {
  if (!Number.isInteger(slotMs) || slotMs < SLOT_MS_MIN || slotMs > SLOT_MS_MAX) {
    throw new Error(
      `slotMs is ${slotMs}; it must be a whole number between ${SLOT_MS_MIN} and ${SLOT_MS_MAX}. ` +
        'Leave it out for 400.',
    );
  }
  if (walletLamports < 0n || walletLamports > WALLET_LAMPORTS_MAX) {
    throw new Error(
      `walletLamports is ${walletLamports}; it must lie between 0 and ${WALLET_LAMPORTS_MAX}. ` +
        'Leave it out for 100 SOL.',
    );
  }
}

function checkCount(name: string, count: number, countMax: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= countMax) return;
  throw new Error(`${name} is ${count}; it must be a whole number between 1 and ${countMax}.`);
}

/** The first wallet keeps its file name, whatever comes after it. */
async function writeWallets(
  directory: string,
  count: number,
): Promise<readonly [SandboxWallet, ...SandboxWallet[]]> {
  const first = describeWallet(await writeWallet(directory));
  const others: SandboxWallet[] = [];
  for (let number = 2; number <= count; number += 1) {
    others.push(describeWallet(await writeWallet(directory, `sandbox-wallet-${number}.json`)));
  }
  return [first, ...others];
}

function describeWallet({ signer, keypairPath }: WrittenWallet): SandboxWallet {
  return { address: signer.address, keypairPath };
}

async function prepareDirectory(
  wanted: string | undefined,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  if (wanted !== undefined) {
    const directory = resolve(wanted);
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
    return directory;
  }
  const directory = await mkdtemp(join(tmpdir(), 'quantbot-sandbox-'));
  cleanup.defer(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function startFundedChain(plan: {
  slotMs: number;
  wallets: readonly SandboxWallet[];
  walletLamports: bigint;
  tokenCount: number;
  programs: NonNullable<SandboxOptions['programs']>;
}): Promise<{ chain: EmbeddedChain; pools: SandboxPool[] }> {
  const payer = await generateKeyPairSigner();
  const chain = await startChain({
    slotMs: plan.slotMs,
    programs: [
      { address: SANDBOX_SWAP_PROGRAM_ADDRESS, path: programPath('amm') },
      ...plan.programs,
    ],
    balances: [
      {
        address: payer.address,
        lamports: Number(PAYER_LAMPORTS_PER_TOKEN * BigInt(plan.tokenCount)),
      },
      ...plan.wallets.map(({ address }) => ({ address, lamports: Number(plan.walletLamports) })),
      ...TIP_ACCOUNTS.map((address) => ({ address, lamports: Number(LAMPORTS_PER_SOL) })),
    ],
  });
  try {
    const pools: SandboxPool[] = [];
    for (const token of tokenPlans(plan.tokenCount)) {
      pools.push(await openPool({ rpcUrl: chain.rpcUrl, payer }, token));
    }
    return { chain, pools };
  } catch (cause) {
    await chain.stop();
    throw cause;
  }
}

/**
 * Serves the venue and the block engine, and puts a proxy in front of them and of the chain. The
 * two talk to the chain directly: a node that lies to a client does not lie to them.
 */
async function serveThroughProxies(parts: {
  chain: EmbeddedChain;
  pools: SandboxPool[];
  labels: readonly string[];
  plan: FaultPlan | undefined;
}): Promise<FaultProxies> {
  const { rpcUrl, wsUrl } = parts.chain;
  const cleanup = new AsyncDisposableStack();
  try {
    const jupiter = await serveApplication(
      createJupiterApplication({ rpcUrl, pools: parts.pools }),
    );
    cleanup.defer(() => jupiter.close());
    const engine = createBlockEngine(rpcUrl);
    const jito = await serveApplication(createJitoApplication({ rpcUrl, engine }));
    cleanup.defer(() => jito.close());
    const proxies = await startFaultProxies({
      rpcUrl,
      wsUrl,
      jupiterUrl: jupiter.url,
      jitoUrl: jito.url,
      operatorLabels: parts.labels,
      plan: parts.plan,
    });
    cleanup.defer(() => proxies.close());
    return { ...proxies, close: () => cleanup.disposeAsync() };
  } catch (cause) {
    await cleanup.disposeAsync();
    throw cause;
  }
}

function poolOf(pools: readonly SandboxPool[], mint: string): SandboxPool {
  const pool = pools.find(({ token }) => token.mint === mint);
  if (pool === undefined) throw new Error(`the sandbox has no pool of ${mint}`);
  return pool;
}

function describeToken({ symbol, decimals, token, pool }: SandboxPool): SandboxToken {
  return { symbol, mint: token.mint, decimals, tokenProgram: token.tokenProgram, pool };
}
