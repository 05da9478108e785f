import { callRpc, RpcError } from '../chain/callRpc.ts';
import { waitUntil } from '../waitUntil.ts';
import type { Bundle } from './bundle.ts';
import { JitoRefusal } from './jitoRefusal.ts';
import { readSignatureStatuses } from './readSignatureStatuses.ts';

/** A bundle the engine gave an id for. */
export interface AcceptedBundle {
  readonly bundle: Bundle;
  /** Monotonic time of the latest acceptance in milliseconds. */
  readonly acceptedAtMs: number;
  /** Block height of the chain at the latest acceptance. */
  readonly acceptedAtHeight: number;
  /** True once the chain turned the bundle down. */
  refused: boolean;
}

/** Takes bundles and brings them to the chain, in the background. */
export interface BlockEngine {
  /** Takes a bundle in. That it was taken says nothing about whether it will land. */
  accept(bundle: Bundle): Promise<void>;
  /** Finds what was accepted under an id, `undefined` for an unknown one. */
  find(bundleId: string): AcceptedBundle | undefined;
  /** Waits until nothing is on its way to the chain. */
  idle(): Promise<void>;
}

const ATOMIC_SEND_ATTEMPTS_MAX = 10;
/** More than two of the slowest slots a sandbox is run with in earnest. */
const SETTLE_TIMEOUT_MS = 10_000;
/** For a chain that hangs alone: its slots may stand still for a while. */
const SLOT_TIMEOUT_MS = 60_000;
/** The chain turns bundles on a fresh blockhash down with this at times; nothing took effect. */
const SPURIOUS_REFUSAL = /BlockhashNotFound|Blockhash not found/i;

/**
 * Creates a block engine in front of one chain.
 *
 * The chain runs a bundle of several transactions on a copy of itself and then puts the copy in its
 * place: what happened meanwhile is gone, the newest blockhash included. Bundles of one have no such
 * effect.
 */
export function createBlockEngine(rpcUrl: string): BlockEngine {
  const accepted = new Map<string, AcceptedBundle>();
  // The chain loses effects of bundles that arrive at the same time, so they go one by one.
  let queue: Promise<void> = Promise.resolve();
  return {
    async accept(bundle) {
      await refuseUnlandable(rpcUrl, bundle);
      const acceptedAtHeight = await callRpc<number>(rpcUrl, 'getBlockHeight', [PROCESSED]);
      const entry = { bundle, acceptedAtMs: performance.now(), acceptedAtHeight, refused: false };
      accepted.set(bundle.id, entry);
      queue = queue.then(() => forward(rpcUrl, entry));
    },
    find: (bundleId) => accepted.get(bundleId),
    idle: () => queue,
  };
}

const PROCESSED = { commitment: 'processed' } as const;

/** The two faults that a block engine sees at once, because it follows the chain. */
async function refuseUnlandable(rpcUrl: string, { transactions }: Bundle): Promise<void> {
  const signatures = transactions.map(({ signature }) => signature);
  const statuses = await readSignatureStatuses(rpcUrl, signatures);
  if (statuses.some((status) => status !== null)) {
    throw new JitoRefusal('bundle contains an already processed transaction');
  }
  for (const { message } of transactions) {
    const { value: isValid } = await callRpc<{ value: boolean }>(rpcUrl, 'isBlockhashValid', [
      message.lifetimeToken,
      PROCESSED,
    ]);
    if (!isValid) throw new JitoRefusal('bundle contains an expired blockhash');
  }
}

async function forward(rpcUrl: string, entry: AcceptedBundle): Promise<void> {
  const wires = entry.bundle.transactions.map(({ wire }) => wire);
  try {
    if (wires.length === 1) await sendAlone(rpcUrl, wires);
    else await sendTogether(rpcUrl, wires);
  } catch {
    // Whoever sent the bundle learns of it the way the real engine tells: by its status.
    entry.refused = true;
    return;
  }
  // A transaction that can never land is accepted too, and must not hold up the queue for long.
  if (wires.length > 1) await waitUntilSettled(rpcUrl, entry.bundle).catch(() => undefined);
}

/** A bundle of one is the plain transaction it holds: no other can come between its parts. */
async function sendAlone(rpcUrl: string, [wire]: readonly string[]): Promise<void> {
  const options = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
  await callRpc(rpcUrl, 'sendTransaction', [wire, options]);
}

async function sendTogether(rpcUrl: string, wires: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await callRpc(rpcUrl, 'sendBundle', [wires, { encoding: 'base64' }]);
      return;
    } catch (cause) {
      const isSpurious = cause instanceof RpcError && SPURIOUS_REFUSAL.test(cause.message);
      if (!isSpurious || attempt === ATOMIC_SEND_ATTEMPTS_MAX) throw cause;
      await waitForNextSlot(rpcUrl);
    }
  }
}

async function waitForNextSlot(rpcUrl: string): Promise<void> {
  const readSlot = () => callRpc<number>(rpcUrl, 'getSlot', [PROCESSED]);
  const slot = await readSlot();
  await waitUntil(async () => (await readSlot()) > slot, {
    timeoutMs: SLOT_TIMEOUT_MS,
    description: 'the next slot',
  });
}

/** The effects show with the next slot only, and a bundle sent before that would undo them. */
async function waitUntilSettled(rpcUrl: string, { transactions }: Bundle): Promise<void> {
  const signatures = transactions.map(({ signature }) => signature);
  await waitUntil(
    async () => {
      const statuses = await readSignatureStatuses(rpcUrl, signatures);
      return statuses.every((status) => status !== null);
    },
    { timeoutMs: SETTLE_TIMEOUT_MS, description: `bundle of ${signatures.join(', ')}` },
  );
}
