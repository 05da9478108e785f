import { createNodePlatform } from '@quantbot/executor';
import {
  createKeypairSigner,
  createWalletAccounts,
  type WalletAccounts,
  type LocalSigner,
} from '@quantbot/executor/simulation';

import { base58Text } from '../model/base58Text.ts';

/** A wallet of the simulation: the same in every schedule, so that nothing is worked out twice. */
export interface SimulatedWallet {
  readonly address: string;
  readonly signer: LocalSigner;
  readonly accounts: WalletAccounts;
  /** Signature of a message, as the chain writes it. */
  readonly signatureOf: (messageBase64: string) => string;
}

const SEED_BYTES = 32;
const machine = createNodePlatform();
const known = new Map<number, SimulatedWallet>();

/** The wallet of a place in the schedule. */
export function walletAt(place: number): SimulatedWallet {
  const found = known.get(place);
  if (found !== undefined) return found;
  const key = machine.importEd25519Seed(new Uint8Array(SEED_BYTES).fill(place + 1));
  const signer = createKeypairSigner(key);
  const { address } = signer;
  const signatureOf = (messageBase64: string): string =>
    base58Text(key.sign(Buffer.from(messageBase64, 'base64')));
  const accounts = createWalletAccounts(address, machine);
  const wallet = { address, signer, accounts, signatureOf };
  known.set(place, wallet);
  return wallet;
}
