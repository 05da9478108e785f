import { createPrivateKey, createPublicKey, hash, randomUUID, sign } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as delayTimer } from 'node:timers/promises';

import { callLocal } from './callLocal.ts';
import type { Ed25519Key, ExecutorPlatform } from './executorPlatform.ts';
import { haltFiles } from './haltFiles.ts';
import { identifyFile } from './identifyFile.ts';
import { keystoreCrypto } from './keystoreCrypto.ts';
import { keystoreFiles } from './keystoreFiles.ts';
import { makeDirectory } from './makeDirectory.ts';
import { openSqliteDatabase } from './openSqliteDatabase.ts';
import { readPrivateFile } from './readPrivateFile.ts';
import { sendHttp } from './sendHttp.ts';
import { serveLocal } from './serveLocal.ts';
import { createSignatureWatcher } from './signatureWatcher.ts';
import { timeOrderedId } from './timeOrderedId.ts';
import { verifyEd25519 } from './verifyEd25519.ts';

/** PKCS #8 header of an Ed25519 private key (RFC 8410); the 32-byte seed follows. */
const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_ED25519_PREFIX_LENGTH = 12;
const SEED_BYTES = 32;

/** The machine this process runs on. */
export function createNodePlatform(): ExecutorPlatform {
  return {
    monotonicMs: () => performance.now(),
    delay: async (milliseconds, signal) => {
      await delayTimer(milliseconds, undefined, signal === undefined ? {} : { signal });
    },
    nextTurn: async () => {
      await nextTurn();
    },
    random: () => Math.random(),
    uniqueId: () => timeOrderedId(Date.now(), randomUUID()),
    sha256: (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer')),
    sha256Hex: (text) => hash('sha256', text, 'hex'),
    importEd25519Seed,
    verifyEd25519,
    http: sendHttp,
    watchSignature: createSignatureWatcher(),
    readFile: readPrivateFile,
    haltFiles,
    ensureDirectory: (path) => {
      makeDirectory(path);
    },
    identifyFile,
    localSockets: { serve: serveLocal, call: callLocal },
    keystore: { ...keystoreCrypto, ...keystoreFiles },
    openDatabase: openSqliteDatabase,
  };
}

function importEd25519Seed(seed: Uint8Array): Ed25519Key {
  // The parser takes a longer seed too and leaves its rest out.
  if (seed.length !== SEED_BYTES) throw new RangeError(`a seed of ${seed.length} bytes`);
  const encoded = Buffer.concat([PKCS8_ED25519_PREFIX, seed]);
  const key = createPrivateKey({ key: encoded, format: 'der', type: 'pkcs8' });
  encoded.fill(0);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(SPKI_ED25519_PREFIX_LENGTH)),
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
}
