import { onTestFinished } from 'vitest';

import { haltFileFault } from '../gates/haltFileFault.ts';
import type { HaltFileReading } from '../platform/executorPlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import type { SignerParts } from '../signer/decideSignature.ts';
import { openOutflowLedger, type OutflowLedger } from '../signer/outflowLedger.ts';
import type { SignerCaps } from '../signer/signerSettings.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { FIXTURE_NOW_MS } from './journalFixtures.ts';
import { madeUpAddress, PLAN, PLAN_DECODER, PLAN_KEY } from './tradeFixtures.ts';

/** Caps that let the made-up trades of the tests pass. */
export const SCENE_CAPS: SignerCaps = {
  tradeLamportsMax: 100_000_000n,
  hourLamportsMax: 1_000_000_000n,
  dayLamportsMax: 2_000_000_000n,
  signaturesPerMinuteMax: 100,
  solReserveLamportsMin: 0n,
  tipLamportsMax: 1_000_000n,
  priorityFeeLamportsMax: 1_000_000n,
};

/** A signer of the made-up wallet, and what a test may change of its world. */
export interface SignerScene {
  readonly parts: SignerParts;
  readonly ledger: OutflowLedger;
  /** Messages that its key has signed, in order. */
  readonly signed: Uint8Array[];
  haltFile: HaltFileReading;
  nowMs: number;
}

/** What the chain of a scene has, and what its signer allows. */
export interface SceneWorld {
  readonly caps?: Partial<SignerCaps>;
  /** @defaultValue 500 000 000 */
  readonly lamports?: bigint;
  /** @defaultValue 0 */
  readonly tokenUnits?: bigint;
  readonly decoders?: SignerParts['decoders'];
  readonly eyes?: Partial<SignerParts['eyes']>;
  readonly tables?: Readonly<Record<string, readonly string[]>>;
}

const RENT_LAMPORTS = 2_039_280n;

/** Makes a signer with a real key and a real ledger, and a chain that is made up. */
export function createSignerScene(world: SceneWorld = {}): SignerScene {
  const { lamports = 500_000_000n, tokenUnits = 0n, tables = {} } = world;
  const caps = { ...SCENE_CAPS, ...world.caps };
  const platform = createNodePlatform();
  const ledger = openOutflowLedger(createTemporaryDirectory(), caps, platform);
  onTestFinished(() => ledger.close());
  const key = createKeypairSigner(PLAN_KEY);
  const nobody = { token: madeUpAddress(250), token2022: madeUpAddress(251) };
  const ours = { token: PLAN.tokenAccount, token2022: madeUpAddress(252) };
  const signed: Uint8Array[] = [];
  const scene: Pick<SignerScene, 'haltFile' | 'nowMs'> = {
    haltFile: { kind: 'absent' },
    nowMs: FIXTURE_NOW_MS,
  };
  const parts: SignerParts = {
    caps,
    ledger,
    key: {
      ...key,
      sign: async (bytes) => {
        signed.push(bytes);
        return key.sign(bytes);
      },
    },
    decoders: world.decoders ?? new Map([[PLAN_DECODER.programAddress, PLAN_DECODER]]),
    accounts: {
      wallet: PLAN.wallet,
      known: new Set(),
      wrappedSol: async () => PLAN.wrappedSol,
      candidates: async (mint) => (mint === PLAN.mint ? ours : nobody),
    },
    eyes: {
      tablesOf: async () => tables,
      wallet: async () => ({ slot: 1n, lamports, wrappedLamports: 0n, tokenUnits }),
      mintOf: async (account) => (account === PLAN.tokenAccount ? PLAN.mint : undefined),
      tokenAccounts: async () => new Set([PLAN.tokenAccount, PLAN.otherTokenAccount]),
      tokenRent: async () => RENT_LAMPORTS,
      ...world.eyes,
    },
    sha256: (bytes) => platform.sha256(bytes),
    nowMs: () => scene.nowMs,
    haltFault: () => haltFileFault('/halt', scene.haltFile),
  };
  return Object.assign(scene, { parts, ledger, signed });
}
