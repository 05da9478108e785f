import { ExecutionError } from '@quantbot/core';
import {
  CLUSTERS,
  SIGNER_SERVICES,
  type ExecutionSettings,
  type SignerServiceSettings,
} from '@quantbot/executor';

import type { TelemetrySettings } from './context/createProductionTelemetry.ts';
import {
  ENVIRONMENT_VARIABLES,
  EXPOSED_PASSPHRASE_VARIABLE,
  type EnvironmentVariableName,
} from './environmentVariables.ts';
import type { RolloutCeiling } from './rollout/rolloutCeiling.ts';
import { ROLLOUT_STAGES, type RolloutStage } from './rollout/rolloutStage.ts';

/** Variables by name, as `process.env` has them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** What the environment says, checked. */
export interface ProductionEnvironment {
  /** Which adapter answers. @defaultValue `stub` */
  readonly adapter: 'stub' | 'real';
  /** The farthest stage of a rollout that the environment allows, and where it says so. */
  readonly ceiling: RolloutCeiling;
  /** False only for the exact text `EXECUTION_DRY_RUN=false`. */
  readonly dryRun: boolean;
  /** Settings of the real adapter; they win over those of the file. */
  readonly settings: ExecutionSettings;
  readonly jupiterApiKey?: string;
  /** JSON file with further settings. */
  readonly configPath?: string;
  /** Where logs, metrics and traces go. */
  readonly telemetry: TelemetrySettings;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const SOURCE = 'The environment';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Names of credentials (systemd.exec, LoadCredential), without a way out of the directory. */
const CREDENTIAL_NAME = /^(?!\.)[\w.@-]{1,255}$/u;

/**
 * Reads the variables that set execution up; `ENVIRONMENT_VARIABLES` tells what each means. An
 * empty text counts as not set. This is the one place of the package that looks at the process's
 * environment.
 *
 * @param env - Variables to read.
 * @param warn - Told of every text that has no effect although somebody seems to have meant one.
 * @throws ExecutionError `CONFIG__CONTRADICTION` when two variables disagree and
 * `CONFIG__FIELD_INVALID` naming every variable whose text cannot be used. Values are not repeated
 * in the message, because URLs often carry keys.
 */
export function readEnvironment(
  env: EnvironmentVariables = process.env,
  warn: (message: string) => void = () => undefined,
): ProductionEnvironment {
  const read: Reading = { env, problems: [] };
  const { adapter, ceiling } = readAdapter(read);
  const settings = readSettings(read);
  const telemetry = readTelemetry(read);
  if (read.problems.length > 0) {
    throw new ExecutionError('CONFIG__FIELD_INVALID', { source: SOURCE, problems: read.problems });
  }
  const dryRun = readDryRun(read, warn);
  warnOfUnknown(env, warn);
  if (!dryRun && adapter === 'stub') {
    warn(
      'EXECUTION_DRY_RUN=false does not make the stub adapter trade: it refuses. Only sells of what ' +
        'the real side holds go to the real adapter.',
    );
  }
  const jupiterApiKey = textOf(read, 'JUPITER_API_KEY');
  const configPath = textOf(read, 'EXECUTION_CONFIG');
  return {
    adapter,
    ceiling,
    dryRun,
    settings,
    telemetry,
    ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
    ...(configPath === undefined ? {} : { configPath }),
  };
}

interface Reading {
  readonly env: EnvironmentVariables;
  readonly problems: string[];
}

function readAdapter(read: Reading): Pick<ProductionEnvironment, 'adapter' | 'ceiling'> {
  const adapter = oneOf(read, 'EXECUTION_ADAPTER', ['stub', 'real'] as const);
  const useReal = oneOf(read, 'USE_REAL_EXECUTION', ['true', 'false'] as const);
  const stage = oneOf(read, 'EXECUTION_STAGE', ROLLOUT_STAGES);
  const said: Said[] = [];
  if (adapter !== undefined) said.push({ adapter, says: `EXECUTION_ADAPTER=${adapter}` });
  if (useReal !== undefined) {
    const older = useReal === 'true' ? 'real' : 'stub';
    said.push({ adapter: older, says: `USE_REAL_EXECUTION=${useReal}` });
  }
  if (stage !== undefined)
    said.push({ adapter: adapterOf(stage), says: `EXECUTION_STAGE=${stage}` });
  const [first] = said;
  if (first === undefined) {
    return { adapter: 'stub', ceiling: { stage: 'stub', says: 'EXECUTION_ADAPTER is not set' } };
  }
  const second = said.find((other) => other.adapter !== first.adapter);
  if (second !== undefined) {
    throw new ExecutionError('CONFIG__CONTRADICTION', { first: first.says, second: second.says });
  }
  const { says } = said.at(-1) ?? first;
  const farthest = first.adapter === 'real' ? 'live' : 'stub';
  return { adapter: first.adapter, ceiling: { stage: stage ?? farthest, says } };
}

interface Said {
  readonly adapter: 'stub' | 'real';
  readonly says: string;
}

function adapterOf(stage: RolloutStage): 'stub' | 'real' {
  return stage === 'stub' ? 'stub' : 'real';
}

/** Only one text is live, so that a typing error, a space or a capital can never spend money. */
function readDryRun(read: Reading, warn: (message: string) => void): boolean {
  const text = textOf(read, 'EXECUTION_DRY_RUN');
  if (text === 'false') return false;
  if (text !== undefined && text !== 'true') {
    warn(`EXECUTION_DRY_RUN=${JSON.stringify(text)} keeps dry-run; only the text false is live.`);
  }
  return true;
}

/** A misspelt EXECUTION_STAGE would let a process go farther than somebody meant it to. */
function warnOfUnknown(env: EnvironmentVariables, warn: (message: string) => void): void {
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('EXECUTION_') || name in ENVIRONMENT_VARIABLES) continue;
    if (text === undefined || text === '') continue;
    warn(
      `${name} is no variable of QuantBot and has no effect; docs/configuration.md has them all.`,
    );
  }
}

function readTelemetry(read: Reading): TelemetrySettings {
  return {
    logFormat: oneOf(read, 'EXECUTION_LOG_FORMAT', ['text', 'json', 'none'] as const) ?? 'text',
    logLevel: oneOf(read, 'EXECUTION_LOG_LEVEL', LOG_LEVELS) ?? 'info',
    metrics: oneOf(read, 'EXECUTION_METRICS', ['true', 'false'] as const) === 'true',
    otlpEndpoint: urlOf(read, 'OTEL_EXPORTER_OTLP_ENDPOINT', 'http'),
    serviceName: textOf(read, 'OTEL_SERVICE_NAME') ?? 'quantbot',
  };
}

function readSettings(read: Reading): ExecutionSettings {
  const settings: Mutable<ExecutionSettings> = {};
  const cluster = oneOf(read, 'EXECUTION_CLUSTER', CLUSTERS);
  if (cluster !== undefined) settings.cluster = cluster;
  const nodes = listOf(read, 'SOLANA_RPC_URL');
  if (nodes !== undefined) {
    for (const url of nodes) checkUrl(read, { name: 'SOLANA_RPC_URL', url, scheme: 'http' });
    settings.rpcEndpoints = nodes.map((url) => ({ url }));
  }
  const wsEndpoint = urlOf(read, 'SOLANA_WS_URL', 'ws');
  if (wsEndpoint !== undefined) settings.wsEndpoint = wsEndpoint;
  const engines = listOf(read, 'JITO_BLOCK_ENGINE_URL');
  if (engines !== undefined) {
    for (const url of engines) {
      checkUrl(read, { name: 'JITO_BLOCK_ENGINE_URL', url, scheme: 'http' });
    }
    settings.jitoEndpoints = engines;
  }
  const jupiterEndpoint = urlOf(read, 'JUPITER_API_URL', 'http');
  if (jupiterEndpoint !== undefined) settings.jupiterEndpoint = jupiterEndpoint;
  const keystorePath = textOf(read, 'EXECUTION_KEYSTORE_PATH');
  if (keystorePath !== undefined) settings.keystorePath = keystorePath;
  const keystorePassphraseFile = readPassphraseFile(read);
  if (keystorePassphraseFile !== undefined)
    settings.keystorePassphraseFile = keystorePassphraseFile;
  const keypairPath = textOf(read, 'EXECUTION_KEYPAIR_PATH');
  if (keypairPath !== undefined) settings.keypairPath = keypairPath;
  const signerSocketPath = textOf(read, 'EXECUTION_SIGNER_SOCKET');
  if (signerSocketPath !== undefined) settings.signerSocketPath = signerSocketPath;
  const signerService = readSignerService(read);
  if (signerService !== undefined) settings.signerService = signerService;
  const signerPublicKey = textOf(read, 'EXECUTION_SIGNER_PUBLIC_KEY');
  if (signerPublicKey !== undefined) settings.signerPublicKey = signerPublicKey;
  const signerSecretFile = readSecretPath(read, 'EXECUTION_SIGNER_SECRET');
  if (signerSecretFile !== undefined) settings.signerSecretFile = signerSecretFile;
  const dataDirectory = textOf(read, 'EXECUTION_DATA_DIR');
  if (dataDirectory !== undefined) settings.dataDirectory = dataDirectory;
  const allowedPrograms = listOf(read, 'EXECUTION_ALLOWED_PROGRAMS');
  if (allowedPrograms !== undefined) settings.allowedPrograms = allowedPrograms;
  return settings;
}

const SERVICE_FIELDS = {
  address: 'EXECUTION_SIGNER_ADDRESS',
  key: 'EXECUTION_SIGNER_KEY',
  account: 'EXECUTION_SIGNER_ACCOUNT',
  region: 'EXECUTION_SIGNER_REGION',
  apiPublicKey: 'EXECUTION_SIGNER_API_PUBLIC_KEY',
  assetId: 'EXECUTION_SIGNER_ASSET',
} as const;

/** The service that has the key; which parts it needs is known where it is used. */
function readSignerService(read: Reading): SignerServiceSettings | undefined {
  const kind = oneOf(read, 'EXECUTION_SIGNER_SERVICE', SIGNER_SERVICES);
  const given = Object.entries(SERVICE_FIELDS).flatMap(([field, name]) => {
    const text = textOf(read, name);
    return text === undefined ? [] : [{ field, name, text }];
  });
  if (kind === undefined) {
    for (const { name } of given) {
      read.problems.push(`${name} is set without EXECUTION_SIGNER_SERVICE`);
    }
    return undefined;
  }
  const url = textOf(read, SERVICE_FIELDS.address);
  if (url !== undefined) checkUrl(read, { name: SERVICE_FIELDS.address, url, scheme: 'http' });
  return { kind, ...Object.fromEntries(given.map(({ field, text }) => [field, text])) };
}

/** Only where a passphrase is comes from the environment: what is in it, others can see. */
function readPassphraseFile(read: Reading): string | undefined {
  refuseExposedPassphrase(read.env);
  return readSecretPath(read, 'EXECUTION_KEYSTORE_PASSPHRASE');
}

/** Secrets whose file or credential is named by two variables that begin alike. */
type SecretPrefix = {
  [Name in EnvironmentVariableName]: Name extends `${infer Prefix}_CREDENTIAL` ? Prefix : never;
}[EnvironmentVariableName];

/** Path of the file with a secret: the file that is named, or the credential of systemd. */
function readSecretPath(read: Reading, prefix: SecretPrefix): string | undefined {
  const file = textOf(read, `${prefix}_FILE`);
  const credential = textOf(read, `${prefix}_CREDENTIAL`);
  const directory = textOf(read, 'CREDENTIALS_DIRECTORY');
  if (credential === undefined) return file;
  if (file !== undefined) {
    throw new ExecutionError('CONFIG__CONTRADICTION', {
      first: `${prefix}_FILE`,
      second: `${prefix}_CREDENTIAL, which is set as well`,
    });
  }
  const found = credentialPath(credential, directory);
  if ('path' in found) return found.path;
  read.problems.push(`${prefix}_CREDENTIAL ${found.problem}`);
  return undefined;
}

/**
 * Refuses a passphrase that is in the environment, where other processes can see it.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_EXPOSED`
 */
export function refuseExposedPassphrase(env: EnvironmentVariables): void {
  const exposed = env[EXPOSED_PASSPHRASE_VARIABLE];
  if (exposed === undefined || exposed === '') return;
  const where = `the environment (${EXPOSED_PASSPHRASE_VARIABLE})`;
  throw new ExecutionError('WALLET__PASSPHRASE_EXPOSED', { where });
}

/** Path of a credential of systemd, or what is wrong with its name or with where it should be. */
export function credentialPath(
  name: string,
  directory: string | undefined,
): { readonly path: string } | { readonly problem: string } {
  if (!CREDENTIAL_NAME.test(name)) return { problem: 'is not the name of a credential' };
  if (directory === undefined || directory === '') {
    return { problem: 'is set without CREDENTIALS_DIRECTORY, which systemd sets' };
  }
  return { path: `${directory}/${name}` };
}

function textOf({ env }: Reading, name: EnvironmentVariableName): string | undefined {
  const text = env[name];
  return text === '' ? undefined : text;
}

function oneOf<Value extends string>(
  read: Reading,
  name: EnvironmentVariableName,
  values: readonly Value[],
): Value | undefined {
  const text = textOf(read, name);
  if (text === undefined) return undefined;
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) {
    read.problems.push(`${name} is ${JSON.stringify(text)}, not one of ${values.join(', ')}`);
  }
  return value;
}

function listOf(read: Reading, name: EnvironmentVariableName): readonly string[] | undefined {
  const text = textOf(read, name);
  if (text === undefined) return undefined;
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.includes('')) read.problems.push(`${name} has an empty entry between its commas`);
  return entries.filter((entry) => entry !== '');
}

function urlOf(
  read: Reading,
  name: EnvironmentVariableName,
  scheme: 'http' | 'ws',
): string | undefined {
  const url = textOf(read, name);
  if (url !== undefined) checkUrl(read, { name, url, scheme });
  return url;
}

function checkUrl(
  read: Reading,
  { name, url, scheme }: { name: EnvironmentVariableName; url: string; scheme: 'http' | 'ws' },
): void {
  const protocol = URL.parse(url)?.protocol;
  if (protocol === `${scheme}:` || protocol === `${scheme}s:`) return;
  read.problems.push(`${name} is not a URL that begins with ${scheme}:// or ${scheme}s://`);
}
