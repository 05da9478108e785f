import { ExecutionError, isBase58Address, reasonOf, U64_MAX } from '@quantbot/core';
import { z } from 'zod';

import { CLUSTERS, type RpcEndpoint } from '../config/executionAdapterConfig.ts';
import { refuseRepeatedNames } from '../config/refuseRepeatedNames.ts';

const lamports = z
  .union(
    [
      z.string().regex(/^\d{1,20}$/u, 'expected lamports as digits'),
      z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    ],
    'expected lamports as digits',
  )
  .transform(BigInt)
  .refine((value) => value <= U64_MAX, 'expected 0 to 2^64 - 1 lamports');
const path = z.string().min(1);
const nodeUrl = z
  .string()
  .refine((text) => /^https?:$/u.test(URL.parse(text)?.protocol ?? ''), 'expected an http(s) URL');

const endpoint = z.union([
  nodeUrl.transform((url): RpcEndpoint => ({ url })),
  z
    .strictObject({ url: nodeUrl, operator: z.string().min(1).optional() })
    .transform(({ url, operator }): RpcEndpoint => (operator ? { url, operator } : { url })),
]);

const SIGNATURES_PER_MINUTE_MAX = 6_000;
const PROGRAMS_MAX = 64;
const NODES_MAX = 16;

const caps = z
  .strictObject({
    tradeLamportsMax: lamports,
    hourLamportsMax: lamports,
    dayLamportsMax: lamports,
    signaturesPerMinuteMax: z.int().min(1).max(SIGNATURES_PER_MINUTE_MAX),
    solReserveLamportsMin: lamports,
    tipLamportsMax: lamports,
    priorityFeeLamportsMax: lamports,
  })
  .refine(
    ({ tradeLamportsMax, hourLamportsMax }) => tradeLamportsMax <= hourLamportsMax,
    'tradeLamportsMax exceeds hourLamportsMax',
  )
  .refine(
    ({ hourLamportsMax, dayLamportsMax }) => hourLamportsMax <= dayLamportsMax,
    'hourLamportsMax exceeds dayLamportsMax',
  );

const settings = z
  .strictObject({
    socketPath: path,
    socketGroup: z.string().min(1).optional(),
    secretFile: path,
    dataDirectory: path,
    haltFilePath: path.optional(),
    keystorePath: path.optional(),
    keystorePassphraseFile: path.optional(),
    keypairPath: path.optional(),
    cluster: z.enum(CLUSTERS).default('mainnet-beta'),
    rpcEndpoints: z.array(endpoint).min(1).max(NODES_MAX),
    allowedPrograms: z
      .array(z.string().refine(isBase58Address, 'expected the address of a program'))
      .min(1)
      .max(PROGRAMS_MAX)
      .optional(),
    caps,
  })
  .refine(
    ({ keystorePath, keypairPath }) => (keystorePath === undefined) !== (keypairPath === undefined),
    'name one key: keystorePath or keypairPath',
  )
  .refine(
    ({ keystorePath, keystorePassphraseFile }) =>
      keystorePassphraseFile === undefined || keystorePath !== undefined,
    'keystorePassphraseFile needs a keystorePath',
  );

/**
 * Most that the signer process lets out, whoever asks. It knows no other limits, and its client
 * cannot change them.
 */
export interface SignerCaps {
  /** Most lamports one buy may put into a swap. */
  readonly tradeLamportsMax: bigint;
  /** Most lamports that may leave within any hour: buys, fees, tips and rent, nothing netted. */
  readonly hourLamportsMax: bigint;
  /** The same within any 24 hours. */
  readonly dayLamportsMax: bigint;
  /** Most signatures within any minute. */
  readonly signaturesPerMinuteMax: number;
  /** Lamports that each transaction has to leave in the wallet, by its own last condition. */
  readonly solReserveLamportsMin: bigint;
  /** Most lamports of tip in a transaction. */
  readonly tipLamportsMax: bigint;
  /** Most lamports of priority fee in a transaction. */
  readonly priorityFeeLamportsMax: bigint;
}

/** What a signer process is set up with: a JSON file of its own, that its client cannot write. */
export interface SignerSettings {
  /** Unix socket, in a directory that belongs to the signer. */
  readonly socketPath: string;
  /** Group, name or number, that may connect. @defaultValue this user alone */
  readonly socketGroup?: string | undefined;
  /** File with the secret that signer and client share; at least 32 characters. */
  readonly secretFile: string;
  /** Directory of the ledger. */
  readonly dataDirectory: string;
  /** File whose existence halts. @defaultValue `HALT` in the data directory */
  readonly haltFilePath?: string | undefined;
  readonly keystorePath?: string | undefined;
  readonly keystorePassphraseFile?: string | undefined;
  readonly keypairPath?: string | undefined;
  readonly cluster: (typeof CLUSTERS)[number];
  /**
   * Nodes that the signer reads the wallet and lookup tables from. With two operators, the hosts of
   * the URLs unless they are named, two have to answer before anything is signed.
   */
  readonly rpcEndpoints: readonly RpcEndpoint[];
  /** Swap programs. @defaultValue Jupiter's */
  readonly allowedPrograms?: readonly string[] | undefined;
  readonly caps: SignerCaps;
}

/**
 * Reads the settings of a signer process, and tells everything that is wrong with them at once.
 *
 * @param text - JSON.
 * @param source - Path, for the messages.
 * @throws ExecutionError `CONFIG__FILE_MALFORMED`, `CONFIG__FIELD_INVALID`
 */
export function parseSignerSettings(text: string, source: string): SignerSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_MALFORMED', { path: source, reason: reasonOf(cause) });
  }
  refuseRepeatedNames(text, source);
  const parsed = settings.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: at, message }) =>
    at.length === 0 ? message : `${at.map(String).join('.')}: ${message}`,
  );
  throw new ExecutionError('CONFIG__FIELD_INVALID', { source, problems });
}
