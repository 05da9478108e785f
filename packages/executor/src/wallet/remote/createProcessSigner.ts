import { address } from '@solana/kit';
import { ExecutionError, fault, isBase58Address, isErrorCode, type Fault } from '@quantbot/core';

import type { ExecutorPlatform } from '../../platform/executorPlatform.ts';
import { callSocket } from '../../platform/callLocal.ts';
import { hmacSha256 } from '../../platform/hmacSha256.ts';
import { keystoreCrypto } from '../../platform/keystoreCrypto.ts';
import { signerSocketProblem } from '../../platform/signerSocket.ts';
import {
  createMessageAuthenticator,
  readReply,
  SIGN_PATH,
  SIGNER_BODY_BYTES_MAX,
  writeRequest,
  type SignReply,
} from '../../signer/signerMessages.ts';
import type { Secret } from '../secret.ts';
import { SIGN_TIMEOUT_MS, type RemoteSigner } from '../walletSigner.ts';

/** The signer process of this machine. */
export interface ProcessSignerSettings {
  /** Unix socket that it listens on. */
  readonly socketPath: string;
  /** Address of the wallet whose key it has, base58. */
  readonly publicKey: string;
  /** The secret that it shares with its client. Kept as long as the signer is used. */
  readonly secret: Secret;
  /** Milliseconds that an answer is waited for. @defaultValue 5 000 */
  readonly signTimeoutMs?: number;
}

/** What it is asked with. */
type Machine = Pick<ExecutorPlatform, 'uniqueId'>;

/**
 * Signs by a signer process (`quantbot signer`), which decides for itself what it signs. It is
 * another process: what it was asked may be signed, whatever is heard of it.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`, `SIGNER__NOT_AUTHENTIC` for a secret too short
 *
 * @example
 * ```ts
 * const signer = createProcessSigner({ socketPath, publicKey, secret: Secret.of(bytes) }, platform);
 * const execution = createExecutionAdapter({ ...config, signer });
 * ```
 */
export function createProcessSigner(
  settings: ProcessSignerSettings,
  platform: Machine,
): RemoteSigner {
  const { socketPath, publicKey, signTimeoutMs = SIGN_TIMEOUT_MS } = settings;
  const name = `process ${socketPath}`;
  if (!isBase58Address(publicKey)) {
    const problems = [`publicKey ${publicKey} is no address`];
    throw new ExecutionError('CONFIG__FIELD_INVALID', { source: `the signer ${name}`, problems });
  }
  const crypto = {
    hmacSha256,
    isEqual: (left: Uint8Array, right: Uint8Array) => keystoreCrypto.isEqual(left, right),
  };
  const authenticator = createMessageAuthenticator(settings.secret, crypto);
  return {
    kind: 'remote',
    name,
    address: address(publicKey),
    signTimeoutMs,
    sign: async (messageBytes, signal) => {
      const problem = signerSocketProblem(socketPath);
      if (problem !== undefined) return unavailable(name, problem);
      const nonce = platform.uniqueId();
      const messageBase64 = Buffer.from(messageBytes).toString('base64');
      const outcome = await callSocket(
        {
          path: SIGN_PATH,
          body: writeRequest({ messageBase64, nonce }, authenticator),
          answerBytesMax: SIGNER_BODY_BYTES_MAX,
          timeoutMs: signTimeoutMs,
          signal,
        },
        socketPath,
      );
      if (outcome.kind !== 'answered') return unavailable(name, outcome.reason);
      const { body } = outcome.reply;
      const reply = readReply(body, nonce, authenticator);
      return reply === undefined ? unreadable(name, body) : signatureOf(name, reply);
    },
  };
}

function signatureOf(signer: string, reply: SignReply): Uint8Array | Fault {
  if (reply.kind === 'signed') {
    return Uint8Array.from(Buffer.from(reply.signatureBase64, 'base64'));
  }
  const reason = `${reply.code}: ${reply.message.replace(/\.$/u, '')}`;
  // A node of the signer that is away says nothing about what was asked.
  return reply.code === 'RPC__UNAVAILABLE' || reply.code === 'SIGNER__LEDGER_UNAVAILABLE'
    ? unavailable(signer, reason)
    : fault('SIGN__SIGNER_REFUSED', { signer, reason });
}

/** Whoever does not share the secret is answered with a code that nothing vouches for. */
function unreadable(signer: string, body: string): Fault {
  const code = /"refused":"(?<code>[A-Z_]{1,64})"/u.exec(body)?.groups?.['code'];
  const reason =
    code !== undefined && isErrorCode(code) ? code : 'it is by nobody who knows the secret';
  return fault('SIGN__ANSWER_MALFORMED', { signer, reason });
}

function unavailable(signer: string, reason: string): Fault {
  return fault('SIGN__SIGNER_UNAVAILABLE', { signer, reason });
}
