import type { ModelChain } from '../model/modelChain.ts';
import { createModelChain } from '../model/modelChain.ts';
import { MODEL_SWAP_PROGRAM_ADDRESS } from '../model/programAddresses.ts';
import { listenHttp, type ListeningServer } from '../platform/listenHttp.ts';
import { startSlotClock } from '../platform/startSlotClock.ts';
import { writeModelFiles, type ModelWallet } from '../platform/writeModelFiles.ts';
import { createBlockEngineApplication } from './createBlockEngineApplication.ts';
import { createBuildApplication } from './createBuildApplication.ts';
import { createRpcApplication } from './createRpcApplication.ts';
import { seededRandom } from './seededRandom.ts';
import { createSubscriptions } from './subscriptions.ts';

/** How to start a model server. */
export interface ModelServerOptions {
  /** Milliseconds between two slots. @defaultValue 400 */
  readonly slotMs?: number;
  /** Directory for keys and configuration; kept. @defaultValue a temporary one, removed by `stop` */
  readonly directory?: string;
  /** @defaultValue 1 */
  readonly walletCount?: number;
  /** Lamports each wallet begins with. @defaultValue 100 SOL */
  readonly walletLamports?: bigint;
  /** Tokens that can be traded. @defaultValue 2 */
  readonly tokenCount?: number;
  /** Operators, each with a node of its own address. @defaultValue 1 */
  readonly operators?: number;
  /** Seed of all chance. @defaultValue 1 */
  readonly seed?: number;
  /** Whether signatures are checked against their bytes. @defaultValue true */
  readonly verifiesSignatures?: boolean;
}

/** A token that can be traded on the model. */
export interface ModelToken {
  readonly symbol: string;
  readonly mint: string;
  readonly decimals: number;
  readonly tokenProgram: string;
  readonly pool: string;
}

/** A node of the running model. */
export interface ModelOperator {
  readonly label: string;
  readonly rpcUrl: string;
  readonly wsUrl: string;
}

/** A model chain in real time, with its endpoints. */
export interface ModelServer {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly rpcUrls: readonly string[];
  readonly operators: readonly ModelOperator[];
  /** Base address of the Jupiter-shaped endpoint; append `/swap/v2/build`. */
  readonly jupiterUrl: string;
  /** Base address of the Jito-shaped endpoint; append `/api/v1/bundles`. */
  readonly jitoUrl: string;
  readonly wallets: readonly ModelWallet[];
  /** Address of the first wallet. */
  readonly wallet: string;
  readonly keypairPath: string;
  readonly configPath: string;
  readonly directory: string;
  readonly allowedPrograms: string[];
  readonly tokens: readonly ModelToken[];
  /** The chain itself: its weather, its nodes' behaviour and the truth. */
  readonly chain: ModelChain;
  /** Ends everything the server started. May be called any number of times. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const SLOT_MS_DEFAULT = 400;
const LAMPORTS_PER_SOL = 1_000_000_000n;
const WALLET_LAMPORTS_DEFAULT = 100n * LAMPORTS_PER_SOL;
/** Slots that have passed when the first client comes: finality has something to be behind. */
const SLOTS_BEFORE_START = 40;

/** Deep pools: thousands of trades hardly move their price. */
const POOL_LAMPORTS = 50_000n * LAMPORTS_PER_SOL;
const POOL_UNITS = 2_500_000_000_000_000n;
const TOKENS = [
  { symbol: 'SPARK', decimals: 6, tokenProgram: 'token' },
  { symbol: 'EMBER', decimals: 9, tokenProgram: 'token-2022' },
] as const;

/** Views never lag in a server unless a driver says so, and then not for long. */
const LAG_SLOTS_MAX = 32;

/** Starts a model chain in real time and serves it on the loopback interface. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const cleanup = new AsyncDisposableStack();
  try {
    const chain = makeChain(options);
    const listen = async (starting: Promise<ListeningServer>) => {
      const server = await starting;
      cleanup.defer(async () => server.close());
      return server;
    };
    const subscriptions = chain.nodes.map((node) => createSubscriptions(node));
    const nodes = await Promise.all(
      chain.nodes.map(async (node, index) =>
        listen(
          listenHttp(createRpcApplication({ chain, node }), (socket) => {
            subscriptions[index]?.accept(socket);
          }),
        ),
      ),
    );
    const operators = chain.nodes.map(({ operator }, index) => ({
      label: operator,
      rpcUrl: nodes[index]?.url ?? '',
      wsUrl: nodes[index]?.wsUrl ?? '',
    }));
    const files = await writeModelFiles({
      directory: options.directory,
      walletCount: options.walletCount ?? 1,
      config: configOf(operators),
    });
    cleanup.defer(async () => files.remove());
    for (const { address } of files.wallets) {
      chain.fund(address, options.walletLamports ?? WALLET_LAMPORTS_DEFAULT);
    }
    const jupiter = await listen(listenHttp(createBuildApplication(chain)));
    const jito = await listen(listenHttp(createBlockEngineApplication(chain.blockEngine)));
    const clock = startSlotClock(options.slotMs ?? SLOT_MS_DEFAULT, () => {
      chain.advanceSlot();
      for (const subscribed of subscriptions) void subscribed.notify();
    });
    cleanup.defer(() => {
      clock.stop();
    });
    return describe({ chain, operators, jupiter, jito, files, cleanup });
  } catch (cause) {
    await cleanup.disposeAsync();
    throw cause;
  }
}

function makeChain(options: ModelServerOptions): ModelChain {
  const { operators = 1, tokenCount = TOKENS.length, seed = 1 } = options;
  const chain = createModelChain({
    random: seededRandom(seed),
    lagSlotsMax: LAG_SLOTS_MAX,
    verifiesSignatures: options.verifiesSignatures ?? true,
    nodes: Array.from({ length: operators }, (_one, index) => {
      const operator = index === 0 ? 'model' : `model-${index + 1}`;
      return { label: `http://${operator}`, operator };
    }),
  });
  for (let number = 0; number < tokenCount; number += 1) {
    const token = TOKENS[number] ?? { ...TOKENS[0], symbol: `TOKEN${number + 1}` };
    chain.openPool({ ...token, lamports: POOL_LAMPORTS, units: POOL_UNITS });
  }
  for (let slot = 0; slot < SLOTS_BEFORE_START; slot += 1) chain.advanceSlot();
  return chain;
}

/** Limits that suit play money. One witness is enough only where there is one operator. */
function configOf(operators: ModelServer['operators']): object {
  return {
    rpcEndpoints: operators.map(({ label, rpcUrl, wsUrl }) => ({
      url: rpcUrl,
      operator: label,
      wsUrl,
    })),
    limits: {
      tradeLamportsMax: '5000000000',
      solReserveLamportsMin: '10000000',
      openTradesMax: 16,
    },
    allowSingleWitness: operators.length === 1,
  };
}

function describe(parts: {
  readonly chain: ModelChain;
  readonly operators: ModelServer['operators'];
  readonly jupiter: ListeningServer;
  readonly jito: ListeningServer;
  readonly files: Awaited<ReturnType<typeof writeModelFiles>>;
  readonly cleanup: AsyncDisposableStack;
}): ModelServer {
  const { chain, operators, jupiter, jito, files, cleanup } = parts;
  const [first] = files.wallets;
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => (stopped ??= cleanup.disposeAsync());
  return {
    rpcUrl: operators[0]?.rpcUrl ?? '',
    wsUrl: operators[0]?.wsUrl ?? '',
    rpcUrls: operators.map(({ rpcUrl }) => rpcUrl),
    operators,
    jupiterUrl: jupiter.url,
    jitoUrl: jito.url,
    wallets: files.wallets,
    wallet: first?.address ?? '',
    keypairPath: first?.keypairPath ?? '',
    configPath: files.configPath,
    directory: files.directory,
    allowedPrograms: [MODEL_SWAP_PROGRAM_ADDRESS],
    tokens: chain.pools.map(({ symbol, mint, decimals, tokenProgram, address }) => ({
      symbol,
      mint,
      decimals,
      tokenProgram,
      pool: address,
    })),
    chain,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
