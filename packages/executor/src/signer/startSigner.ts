import { getBase64Encoder } from '@solana/kit';
import {
  errorFromFault,
  ExecutionError,
  fault,
  faultFromError,
  isExecutionError,
  isFault,
  reasonOf,
  type ClockPort,
  type Fault,
  type SwapDecoder,
} from '@quantbot/core';

import { createRpcChainNode } from '../chain/rpcChainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { verifyCluster } from '../chain/verifyCluster.ts';
import { DEFAULT_SETTINGS, HALT_FILE } from '../config/defaults.ts';
import { createWalletAccounts } from '../facts/walletAccounts.ts';
import { haltFileFault } from '../gates/haltFileFault.ts';
import type { ExecutorPlatform, LocalReply, LocalRequest } from '../platform/executorPlatform.ts';
import { hmacSha256 } from '../platform/hmacSha256.ts';
import { keystoreCrypto } from '../platform/keystoreCrypto.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { serveSocket } from '../platform/serveLocal.ts';
import { prepareSignerSocket } from '../platform/signerSocket.ts';
import { jupiterSwapDecoder } from '../venues/jupiter/jupiterSwapDecoder.ts';
import type { Secret } from '../wallet/secret.ts';
import type { LocalSigner } from '../wallet/walletSigner.ts';
import { decideSignature, type SignedMessage, type SignerParts } from './decideSignature.ts';
import { openOutflowLedger } from './outflowLedger.ts';
import { createSignerEyes } from './signerEyes.ts';
import {
  createMessageAuthenticator,
  readRequest,
  SIGN_PATH,
  SIGNER_BODY_BYTES_MAX,
  writeReply,
  type MessageAuthenticator,
  type SignReply,
} from './signerMessages.ts';
import type { SignerSettings } from './signerSettings.ts';

/** What a signer process is started with. */
export interface SignerProcess {
  readonly settings: SignerSettings;
  readonly key: LocalSigner;
  /** Shared with the client. Kept as long as the signer runs. */
  readonly secret: Secret;
  /** Decoders of swap programs besides Jupiter's. */
  readonly decoders?: readonly SwapDecoder[];
  readonly clock: ClockPort;
  /**
   * Why the wallet's balance is right as it is: whoever moved lamports himself says so here, and they
   * count for no cap. @defaultValue what it has fallen by counts
   */
  readonly acceptBalance?: string | undefined;
  /** Told of every decision, in words without a secret. */
  readonly onDecision: (decision: SignerDecision) => void;
}

/** What became of a question. */
export type SignerDecision =
  | ({ readonly kind: 'signed' } & SignedMessage)
  | { readonly kind: 'refused'; readonly problem: Fault };

/** A signer that answers. */
export interface RunningSigner {
  /**
   * Lamports that might leave when it started: all that the caps allow, where its ledger is new, and
   * then whoever expected an older one has lost it.
   */
  readonly roomLamports: bigint;
  /** May be called any number of times. */
  close(): Promise<void>;
}

/** Questions at the same time; a client asks one for each trade. */
const CONNECTIONS_MAX = 64;
const HTTP_OK = 200;

/**
 * Opens the ledger and answers on the socket. Whoever asks hands over bytes and nothing else.
 *
 * @throws ExecutionError `SIGNER__LEDGER_UNAVAILABLE`, `SIGNER__SOCKET_UNSAFE`,
 * `SIGNER__NOT_AUTHENTIC`, `CONFIG__DECODER_MISSING`, `CONFIG__CLUSTER_MISMATCH`,
 * `RPC__UNAVAILABLE`
 */
export async function startSigner(process: SignerProcess): Promise<RunningSigner> {
  const { settings, key, secret, onDecision } = process;
  const platform = createNodePlatform();
  const authenticator = createMessageAuthenticator(secret, {
    hmacSha256,
    isEqual: (left, right) => keystoreCrypto.isEqual(left, right),
  });
  const decoders = decodersOf(process);
  const nodes = settings.rpcEndpoints.map((endpoint) => createRpcChainNode(endpoint, platform));
  const cluster = await verifyCluster(nodes, settings.cluster, {
    known: undefined,
    operatorsMin: operatorsRequired(nodes),
  });
  if (isFault(cluster)) throw errorFromFault(cluster);
  const { dataDirectory, caps } = settings;
  const ledger = openOutflowLedger(dataDirectory, caps, platform);
  const haltFile = settings.haltFilePath ?? `${dataDirectory}/${HALT_FILE}`;
  const parts: SignerParts = {
    key,
    caps,
    decoders,
    ledger,
    accounts: createWalletAccounts(key.address, platform),
    eyes: createSignerEyes({ nodes, ...cluster, monotonicMs: () => platform.monotonicMs() }),
    sha256: (bytes) => platform.sha256(bytes),
    nowMs: steadyClock(process.clock, platform),
    haltFault: () => haltFileFault(haltFile, platform.haltFiles.read(haltFile)),
  };
  try {
    await acceptBalance(parts, process.acceptBalance);
    const place = await prepareSignerSocket(settings.socketPath, settings.socketGroup);
    const server = await serveSocket(
      {
        bodyBytesMax: SIGNER_BODY_BYTES_MAX,
        connectionsMax: CONNECTIONS_MAX,
        answer: async (request) => answer(request, { parts, authenticator, onDecision }),
        onFailure: (reason) => {
          onDecision({ kind: 'refused', problem: malformed(reason) });
        },
      },
      place,
    );
    const { lamports: roomLamports } = ledger.room(parts.nowMs());
    let closed: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await server.close();
      ledger.close();
    };
    return { roomLamports, close: () => (closed ??= close()) };
  } catch (cause) {
    ledger.close();
    if (isExecutionError(cause)) throw cause;
    const path = settings.socketPath;
    throw new ExecutionError('SIGNER__SOCKET_UNSAFE', { path, reason: reasonOf(cause) });
  }
}

async function acceptBalance(
  { accounts, eyes, ledger, nowMs }: SignerParts,
  reason: string | undefined,
): Promise<void> {
  if (reason === undefined) return;
  const wrappedSolAccount = await accounts.wrappedSol();
  const places = { wallet: accounts.wallet, wrappedSolAccount, tokenAccount: wrappedSolAccount };
  const wallet = await eyes.wallet(places);
  if (isFault(wallet)) throw errorFromFault(wallet);
  const forgiven = ledger.accept({ ...wallet, atMs: nowMs() }, reason);
  if (isFault(forgiven)) throw errorFromFault(forgiven);
}

/**
 * Wall time that runs on from the start of the process, so that a clock that is set forward while it
 * runs does not empty the windows of the caps.
 */
function steadyClock(
  clock: ClockPort,
  { monotonicMs }: Pick<ExecutorPlatform, 'monotonicMs'>,
): () => number {
  const [wallMs, startedMs] = [clock.nowMs(), monotonicMs()];
  return () => wallMs + Math.floor(monotonicMs() - startedMs);
}

/** What answers are made with. */
interface AnsweringParts {
  readonly parts: SignerParts;
  readonly authenticator: MessageAuthenticator;
  readonly onDecision: SignerProcess['onDecision'];
}

async function answer(
  { path, body }: LocalRequest,
  { parts, authenticator, onDecision }: AnsweringParts,
): Promise<LocalReply> {
  const question =
    path === SIGN_PATH ? read(body, authenticator) : malformed(`it asks for ${path}`);
  if (isFault(question)) {
    onDecision({ kind: 'refused', problem: question });
    // Whoever does not know the secret learns nothing but this.
    return { status: HTTP_OK, body: JSON.stringify({ refused: question.code }) };
  }
  const { nonce, messageBase64 } = question;
  const decided = await decide(parts, messageBase64);
  onDecision(
    isFault(decided) ? { kind: 'refused', problem: decided } : { kind: 'signed', ...decided },
  );
  return { status: HTTP_OK, body: writeReply(replyOf(decided), nonce, authenticator) };
}

/** What breaks while it decides has signed nothing that is handed out. */
async function decide(parts: SignerParts, messageBase64: string): Promise<SignedMessage | Fault> {
  try {
    return await decideSignature(parts, Uint8Array.from(getBase64Encoder().encode(messageBase64)));
  } catch (cause) {
    return isExecutionError(cause)
      ? faultFromError(cause)
      : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
  }
}

function replyOf(decided: SignedMessage | Fault): SignReply {
  return isFault(decided)
    ? { kind: 'refused', code: decided.code, message: decided.message }
    : { kind: 'signed', signatureBase64: Buffer.from(decided.signature).toString('base64') };
}

function read(body: string, authenticator: MessageAuthenticator) {
  try {
    return readRequest(body, authenticator);
  } catch (cause) {
    if (isExecutionError(cause)) return faultFromError(cause);
    throw cause;
  }
}

function decodersOf({ settings, decoders = [] }: SignerProcess): ReadonlyMap<string, SwapDecoder> {
  const known = new Map(
    [jupiterSwapDecoder, ...decoders].map((decoder) => [decoder.programAddress, decoder]),
  );
  const allowed = settings.allowedPrograms ?? DEFAULT_SETTINGS.allowedPrograms;
  return new Map(
    allowed.map((program) => {
      const decoder = known.get(program);
      if (decoder === undefined) throw new ExecutionError('CONFIG__DECODER_MISSING', { program });
      return [program, decoder];
    }),
  );
}

function malformed(reason: string): Fault {
  return fault('SIGNER__REQUEST_MALFORMED', { reason });
}
