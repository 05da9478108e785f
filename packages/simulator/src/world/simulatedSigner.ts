import { fault } from '@quantbot/core';
import type { ExecutorPlatform } from '@quantbot/executor';
import {
  signedWire,
  type LocalSigner,
  type RemoteSigner,
  type WalletSigner,
} from '@quantbot/executor/simulation';

import { createChance, type Chance } from '../chance/createChance.ts';
import type { ModelChain } from '../model/modelChain.ts';
import type { Life } from '../process/life.ts';
import type { VirtualTime } from '../time/virtualTime.ts';

/** What a signer of a simulated process is made of. */
export interface SimulatedSignerParts {
  /** Holds the key of the wallet. */
  readonly key: LocalSigner;
  readonly life: Life;
  readonly platform: Pick<ExecutorPlatform, 'delay'>;
  readonly time: Pick<VirtualTime, 'after'>;
  readonly chain: Pick<ModelChain, 'nodes'>;
}

/** Which signer of which schedule it is. */
export interface SignerPlace {
  readonly seed: number;
  readonly wallet: number;
  /** Processes of the wallet so far. */
  readonly lives: number;
}

/** Streams of chance: where a key is, and how its signer behaves. */
const PLACE_STREAM = 5_000;
const MOOD_STREAM = 6_000;

/** Milliseconds that a remote signer is waited for. */
const SIGN_TIMEOUT_MS = 1_500;

/** Longest time after which a signer lets out what it signed, milliseconds. */
const LEAK_MS_MAX = 20_000;

/** Share of the wallets whose key is somewhere else. */
const REMOTE_SHARE = 0.15;

/** Makes the signer of a process. Where the key is, is the same for all processes of a wallet. */
export function createSimulatedSigner(
  { seed, wallet, lives }: SignerPlace,
  parts: SimulatedSignerParts,
): WalletSigner {
  if (!createChance(seed, PLACE_STREAM + wallet).happens(REMOTE_SHARE)) return localSigner(parts);
  return remoteSigner(parts, createChance(seed, MOOD_STREAM + wallet * 64 + lives));
}

/** A key in the process: every signature is a place where it may stop. */
function localSigner({ key, life }: SimulatedSignerParts): WalletSigner {
  return {
    kind: 'local',
    address: key.address,
    sign: async (bytes) => {
      life.pass('sign');
      return key.sign(bytes);
    },
  };
}

/**
 * A key somewhere else, which does all that such a thing may do: answer late, never, with an error, a
 * wrong signature or one of other bytes, and let a signature out that it told nobody of.
 */
function remoteSigner(parts: SimulatedSignerParts, chance: Chance): RemoteSigner {
  const { key, life, platform, time, chain } = parts;
  const signer = 'a signer elsewhere';
  return {
    kind: 'remote',
    name: signer,
    address: key.address,
    signTimeoutMs: SIGN_TIMEOUT_MS,
    sign: async (bytes) => {
      life.pass('sign');
      const signature = await key.sign(bytes);
      if (chance.happens(0.06)) {
        time.after(chance.between(0, LEAK_MS_MAX), () => {
          void chain.nodes[0]?.send(signedWire(bytes, signature));
        });
      }
      const mood = chance.next();
      await platform.delay(mood < 0.08 ? SIGN_TIMEOUT_MS * 2 : chance.between(1, 400));
      if (mood < 0.12) return new Promise<never>(() => {});
      if (mood < 0.18) {
        return fault('SIGN__SIGNER_UNAVAILABLE', { signer, reason: 'HTTP 503' });
      }
      if (mood < 0.22) return signature.with(7, (signature[7] ?? 0) ^ 1);
      if (mood < 0.26) return key.sign(bytes.with(70, (bytes[70] ?? 0) ^ 1));
      return signature;
    },
  };
}
