import { createSolanaRpcFromTransport, getBase58Decoder } from '@solana/kit';
import { reasonOf } from '@quantbot/core';
import { z } from 'zod';

import type { FinalizedReading } from '../chain/chainNode.ts';
import { createRpcChainNode } from '../chain/rpcChainNode.ts';
import { createRpcTransport } from '../chain/rpcTransport.ts';
import type { RpcEndpoint } from '../config/executionAdapterConfig.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { SIGNATURE_BYTES } from '../transaction/wireTransaction.ts';

/** A figure, or why there is none. */
export type Reading<Value> = { readonly value: Value } | { readonly problem: string };

/** What a node says of itself and of the chain. */
export interface NodeFacts {
  readonly label: string;
  readonly operator: string;
  readonly genesisHash: Reading<string>;
  readonly version: Reading<string>;
  /** Slot of its newest confirmed block. */
  readonly slot: Reading<bigint>;
  readonly finalized: Reading<FinalizedReading>;
  readonly firstAvailableSlot: Reading<bigint>;
  /** Whether a search with history for a signature that nobody made finds nothing, as it must. */
  readonly historySearch: Reading<boolean>;
  /** Time of its newest confirmed block, milliseconds since the epoch, by the chain's own clock. */
  readonly blockTimeMs: Reading<number>;
  /** Milliseconds that its first answer took. */
  readonly answeredInMs: number;
}

const TIMEOUT_MS = 5_000;
const SECOND_MS = 1_000;

const versionShape = z.object({ 'solana-core': z.string() });
const blockTimeShape = z.bigint();

/** Asks a node everything that matters about it. A question without an answer is told as such. */
export async function readNodeFacts(
  endpoint: RpcEndpoint,
  platform: ExecutorPlatform,
): Promise<NodeFacts> {
  const node = createRpcChainNode(endpoint, platform);
  const rpc = createSolanaRpcFromTransport(
    createRpcTransport({ url: endpoint.url, platform, timeoutMs: TIMEOUT_MS }),
  );
  const startedMs = platform.monotonicMs();
  const genesisHash = await reading(async () => node.genesisHash());
  const answeredInMs = Math.round(platform.monotonicMs() - startedMs);
  const slot = reading(async () => rpc.getSlot({ commitment: 'confirmed' }).send());
  const [version, finalized, firstAvailableSlot, historySearch, blockTimeMs] = await Promise.all([
    reading(async () => versionShape.parse(await rpc.getVersion().send())['solana-core']),
    reading(async () => node.finalized()),
    reading(async () => node.firstAvailableSlot()),
    reading(async () => {
      const unmade = unmadeSignature(platform);
      const { statuses } = await node.signatureStatuses([unmade], { searchHistory: true });
      return statuses[0] === null;
    }),
    reading(async () => {
      const newest = await slot;
      if ('problem' in newest) throw new Error(newest.problem);
      const seconds: unknown = await rpc.getBlockTime(newest.value).send();
      return Number(blockTimeShape.parse(seconds)) * SECOND_MS;
    }),
  ]);
  return {
    label: node.label,
    operator: node.operator,
    genesisHash,
    version,
    slot: await slot,
    finalized,
    firstAvailableSlot,
    historySearch,
    blockTimeMs,
    answeredInMs,
  };
}

/** A signature that no key ever made: 64 bytes by chance, none of them zero. */
export function unmadeSignature({ random }: Pick<ExecutorPlatform, 'random'>): string {
  const bytes = Uint8Array.from({ length: SIGNATURE_BYTES }, () => 1 + Math.floor(random() * 255));
  return getBase58Decoder().decode(bytes);
}

async function reading<Value>(ask: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { value: await ask() };
  } catch (cause) {
    return {
      problem: cause instanceof z.ZodError ? 'the answer has another shape' : reasonOf(cause),
    };
  }
}
