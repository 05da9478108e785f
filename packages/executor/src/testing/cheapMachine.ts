import type { GuardedReading, KeystorePlatform } from '../platform/keystorePlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { keystoreMachineOf, type KeystoreFileMachine } from '../wallet/keystore.ts';
import type { KeystoreCost } from '../wallet/keystoreCost.ts';
import { Secret } from '../wallet/secret.ts';

/** A cost that no product takes, so that a test can open a keystore thousands of times. */
export const CHEAP_COST: KeystoreCost = { memoryKib: 8, passes: 1, parallelism: 1 };

export const PASSPHRASE_TEXT = 'correct horse battery staple';

/** A passphrase that opens what the fixtures seal. */
export function passphrase(text = PASSPHRASE_TEXT): Secret {
  return Secret.ofText(text);
}

/** This machine, with keystores that cost next to nothing. */
export function cheapMachine(changes: Partial<KeystorePlatform> = {}): KeystoreFileMachine {
  const machine = keystoreMachineOf(createNodePlatform());
  const most = { memoryKib: 64, passes: 2, parallelism: 2 };
  return {
    ...machine,
    keystore: { ...machine.keystore, ...changes },
    costs: { written: CHEAP_COST, bounds: { least: CHEAP_COST, most } },
  };
}

/** What a disk tells of a well guarded file of these bytes. */
export function guardedBytes(bytes: Uint8Array): GuardedReading {
  return {
    kind: 'read',
    bytes,
    file: { path: 'keys/k.keystore.json', mode: 0o600, owner: 1_000 },
    directory: { path: 'keys', mode: 0o700, owner: 1_000 },
    user: 1_000,
  };
}

/** Code of what is thrown, `opened` when nothing is. */
export function codeOf(work: () => unknown): string {
  try {
    work();
    return 'opened';
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  }
}
