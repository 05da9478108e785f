import { address, type Address } from '@solana/kit';
import { ExecutionError, fault, type Fault } from '@quantbot/core';

import { SIGN_TIMEOUT_MS, type RemoteSigner } from '../walletSigner.ts';
import { explainSignerError } from './explainSignerError.ts';

/** What every remote signer is configured with. */
export interface RemoteSignerSettings {
  /** Address of the wallet, base58. The signer's key has to be its key. */
  readonly publicKey: string;
  /** Milliseconds that an answer is waited for, 100 to 30 000. @defaultValue 5 000 */
  readonly signTimeoutMs?: number;
}

/** The part of a keychain signer that is used: raw messages, never transactions. */
export interface MessageSigner {
  readonly address: string;
  signMessages(messages: readonly RawMessage[]): Promise<ReadonlyArray<Signatures>>;
}

interface RawMessage {
  readonly content: Uint8Array;
  readonly signatures: Readonly<Record<string, never>>;
}

type Signatures = Readonly<Record<string, Uint8Array>>;

/** A keychain signer and what has to be known of it. */
export interface KeychainSignerParts extends RemoteSignerSettings {
  /** Kind of service and its host, without secrets. */
  readonly name: string;
  /** npm package that is imported at the first signature, with its version. */
  readonly packageName: string;
  /** Imports the package and logs in, at the first signature. */
  readonly connect: () => Promise<MessageSigner>;
}

const SIGN_TIMEOUT_MS_MIN = 100;
const SIGN_TIMEOUT_MS_MAX = 30_000;

/** Calls without an answer beyond which no further one is made: the packages cannot be told to stop. */
const CALLS_MAX = 8;

/**
 * Puts a keychain signer behind the interface. Only its signing of raw messages is used, because a
 * service that is given a transaction may rebuild or send it. What it answers is checked by who asks.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function createKeychainSigner(parts: KeychainSignerParts): RemoteSigner {
  const { name, packageName, connect } = parts;
  const wallet = walletOf(parts);
  let connection: Promise<MessageSigner> | undefined;
  let calls = 0;
  const connected = async (): Promise<MessageSigner> => {
    connection ??= connect();
    try {
      return await connection;
    } catch (cause) {
      // A failure is tried again at the next signature.
      connection = undefined;
      throw cause;
    }
  };
  const ask = async (content: Uint8Array): Promise<Uint8Array | Fault> => {
    const signer = await connected();
    const held = signer.address;
    if (held !== wallet) return refused(name, `it holds the key of ${held}, not of ${wallet}`);
    const [signatures] = await signer.signMessages([{ content, signatures: {} }]);
    const signature = signatures?.[wallet];
    if (signature instanceof Uint8Array) return Uint8Array.from(signature);
    return fault('SIGN__ANSWER_MALFORMED', { signer: name, reason: 'it names no signature' });
  };
  return {
    kind: 'remote',
    name,
    address: wallet,
    signTimeoutMs: parts.signTimeoutMs ?? SIGN_TIMEOUT_MS,
    sign: async (messageBytes, signal) => {
      if (signal.aborted) return unavailable(name, 'nobody waits for it any more');
      if (calls >= CALLS_MAX) return unavailable(name, `${calls} calls have had no answer yet`);
      calls += 1;
      try {
        return await ask(messageBytes);
      } catch (cause) {
        return explainSignerError(cause, { signer: name, packageName });
      } finally {
        calls -= 1;
      }
    },
  };
}

function walletOf({
  name,
  publicKey,
  signTimeoutMs = SIGN_TIMEOUT_MS,
}: KeychainSignerParts): Address {
  const problems: string[] = [];
  const isTimeout = signTimeoutMs >= SIGN_TIMEOUT_MS_MIN && signTimeoutMs <= SIGN_TIMEOUT_MS_MAX;
  if (!isTimeout) {
    const range = `${SIGN_TIMEOUT_MS_MIN} to ${SIGN_TIMEOUT_MS_MAX}`;
    problems.push(`signTimeoutMs ${signTimeoutMs} is not from ${range}`);
  }
  const wallet = parseAddress(publicKey);
  if (wallet === undefined) problems.push(`publicKey ${publicKey} is no address`);
  if (wallet !== undefined && problems.length === 0) return wallet;
  throw new ExecutionError('CONFIG__FIELD_INVALID', { source: `the signer ${name}`, problems });
}

function parseAddress(text: string): Address | undefined {
  try {
    return address(text);
  } catch {
    return undefined;
  }
}

function refused(signer: string, reason: string): Fault {
  return fault('SIGN__SIGNER_REFUSED', { signer, reason });
}

function unavailable(signer: string, reason: string): Fault {
  return fault('SIGN__SIGNER_UNAVAILABLE', { signer, reason });
}
