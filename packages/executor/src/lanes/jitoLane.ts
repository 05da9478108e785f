import { getBase64Decoder } from '@solana/kit';
import { reasonOf } from '@quantbot/core';

import type { SendAnswer } from '../chain/chainNode.ts';
import { endpointLabel } from '../chain/endpointLabel.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { BlockEngineRefusal, callBlockEngine } from './callBlockEngine.ts';
import type { Lane } from './lane.ts';

/**
 * The block engines' lane: a bundle of one to every region. The bundle id an engine answers with
 * means "received" and is not kept; whether the transaction landed is asked of the chain.
 */
export function createJitoLane(jitoEndpoints: readonly string[], platform: ExecutorPlatform): Lane {
  return {
    name: 'jito',
    send: async (wire) =>
      Promise.all(
        jitoEndpoints.map(async (jitoEndpoint) => ({
          endpoint: endpointLabel(jitoEndpoint),
          answer: await sendBundle(jitoEndpoint, platform, wire),
        })),
      ),
  };
}

async function sendBundle(
  jitoEndpoint: string,
  platform: ExecutorPlatform,
  wire: Uint8Array,
): Promise<SendAnswer> {
  const transaction = getBase64Decoder().decode(wire);
  // The default encoding is base58 and deprecated, so base64 is asked for (Jito documentation).
  const params = [[transaction], { encoding: 'base64' }];
  try {
    await callBlockEngine(platform, {
      jitoEndpoint,
      path: 'bundles',
      method: 'sendBundle',
      params,
    });
    return { kind: 'acknowledged' };
  } catch (cause) {
    const kind = cause instanceof BlockEngineRefusal ? 'refused' : 'in-doubt';
    return { kind, reason: reasonOf(cause) };
  }
}
