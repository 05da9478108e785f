import * as nodeCrypto from 'node:crypto';

import { ExecutionError } from '@quantbot/core';

import type {
  KeyExpansion,
  KeystoreCrypto,
  PassphraseStretch,
  SealedBox,
} from './keystorePlatform.ts';

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;
/** First version whose `node:crypto` has Argon2. */
const RUNTIME_REQUIRED = '24.7';

/** Node's own cryptography; no package takes part in it. */
export const keystoreCrypto: KeystoreCrypto = {
  randomBytes: (count) => nodeCrypto.randomBytes(count),
  stretchPassphrase,
  expandKey: ({ key, purpose, bytes }: KeyExpansion) =>
    new Uint8Array(nodeCrypto.hkdfSync('sha256', key, '', purpose, bytes)),
  seal: ({ key, nonce, associatedData }: SealedBox, plaintext) => {
    const cipher = nodeCrypto.createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  },
  open,
  isEqual: (left, right) => left.length === right.length && nodeCrypto.timingSafeEqual(left, right),
};

function stretchPassphrase(stretch: PassphraseStretch): Uint8Array {
  const { passphrase: message, salt: nonce, memoryKib: memory, bytes: tagLength } = stretch;
  const { passes, parallelism } = stretch;
  // Named through the module: an older Node would not even load a file that imports it by name.
  const stretcher: typeof nodeCrypto.argon2Sync | undefined = nodeCrypto.argon2Sync;
  if (stretcher === undefined) {
    throw new ExecutionError('CONFIG__RUNTIME_UNSUPPORTED', {
      found: process.versions.node,
      required: RUNTIME_REQUIRED,
    });
  }
  return stretcher('argon2id', { message, nonce, memory, passes, parallelism, tagLength });
}

function open({ key, nonce, associatedData }: SealedBox, sealed: Uint8Array) {
  const ciphertext = sealed.subarray(0, -TAG_BYTES);
  const decipher = nodeCrypto.createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(ciphertext);
  try {
    decipher.final();
    return plaintext;
  } catch {
    // The library says only that it does not fit, and that is the answer.
    plaintext.fill(0);
    return undefined;
  }
}
