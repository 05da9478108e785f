import { getBase64Decoder } from '@solana/kit';
import { reasonOf } from '@quantbot/core';

import { callFailure } from '../chain/callFailure.ts';
import type { SendAnswer } from '../chain/chainNode.ts';
import {
  createEndpointGuard,
  type EndedCall,
  type EndpointHealth,
} from '../chain/endpointGuard.ts';
import { endpointLabel } from '../chain/endpointLabel.ts';
import { sendFailure } from '../chain/guardNode.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { BlockEngineRefusal, callBlockEngine } from './callBlockEngine.ts';
import type { Lane, LaneEndpoint } from './lane.ts';

/** Where the block engines are and how often each may be asked. */
export interface JitoLaneOptions {
  /** One for each region. */
  readonly jitoEndpoints: readonly string[];
  readonly requestsPerSecondMax: number;
  readonly platform: ExecutorPlatform;
  readonly onChange?: (health: EndpointHealth) => void;
  readonly onCall?: (call: EndedCall) => void;
}

/**
 * The block engines' lane: a bundle of one to every region. The bundle id an engine answers with
 * means "received" and is not kept; whether the transaction landed is asked of the chain.
 */
export function createJitoLane(options: JitoLaneOptions): Lane {
  return {
    name: 'jito',
    endpoints: options.jitoEndpoints.map((url) => createRegion(url, options)),
  };
}

function createRegion(url: string, options: JitoLaneOptions): LaneEndpoint {
  const { platform, requestsPerSecondMax: perSecondMax, onChange, onCall } = options;
  const label = endpointLabel(url);
  const guard = createEndpointGuard({
    kind: 'block-engine',
    label,
    purpose: 'sends',
    perSecondMax,
    platform,
    ...(onChange && { onChange }),
    ...(onCall && { onCall }),
  });
  return {
    lane: 'jito',
    label,
    guard,
    send: async (wire) =>
      guard.call(async () => sendBundle(url, platform, wire), {
        answered: sendFailure,
        thrown: (cause) => ({ kind: 'failed', reason: reasonOf(cause) }),
      }),
  };
}

/** Words of an engine that holds a transaction for processed already (seen with Jito). */
const PROCESSED = /already processed/iu;

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
    const reason = reasonOf(cause);
    if (cause instanceof BlockEngineRefusal) {
      return { kind: 'refused', reason, ...(PROCESSED.test(reason) && { hint: 'landed' }) };
    }
    return { kind: 'in-doubt', reason, failure: callFailure(cause) };
  }
}
