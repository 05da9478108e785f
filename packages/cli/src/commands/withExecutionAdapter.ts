import { reasonOf } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  keystoreMachineOf,
  readKeystoreHeader,
  type ExecutionAdapter,
  type ExecutionSettings,
  type Secret,
} from '@quantbot/executor';
import { createEntryGuard } from '@quantbot/workflows';

import { readCommandEnvironment, type CommandEnvironment } from '../environment.ts';
import type { StderrTelemetry } from '../output/stderrTelemetry.ts';
import { showProgress } from '../platform/showProgress.ts';
import { systemClock } from '../platform/systemClock.ts';
import { watchStopSignals } from '../platform/watchStopSignals.ts';
import { readPassphrase } from './keys/passphraseSource.ts';

/** What a command works with. */
export interface AdapterSession {
  readonly adapter: ExecutionAdapter;
  readonly settings: ExecutionSettings;
}

/** How a command uses its adapter. */
export interface SessionOptions {
  /** What a person is told who waits for more than a second. */
  readonly title: string;
  /** `false` leaves a keystore locked: nobody is asked for its passphrase. @defaultValue true */
  readonly signs?: boolean;
}

/**
 * Makes the adapter that the environment describes, lets a command use it, and closes it. A signal
 * to stop closes it at once: waits end, trades stay in the journal.
 *
 * @throws ExecutionError `CONFIG__*` and `WALLET__*`
 */
export async function withExecutionAdapter<Value>(
  telemetry: StderrTelemetry,
  work: (session: AdapterSession) => Promise<Value>,
  { title, signs = true }: SessionOptions,
): Promise<Value> {
  const environment = readCommandEnvironment(telemetry.warn);
  const { decoders, jupiterApiKey, ceiling, rules } = environment;
  const { settings, dryRun } = signs ? environment : lockedKeystore(environment);
  using passphrase = await askedPassphrase(settings, dryRun);
  const entries = createEntryGuard({ ceiling, rules, settings, clock: systemClock });
  const adapter = createExecutionAdapter({
    ...settings,
    clock: systemClock,
    telemetry: telemetry.port,
    dryRun,
    decoders,
    entryGuard: entries.guard,
    ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
    ...(passphrase === undefined ? {} : { keystorePassphrase: () => passphrase }),
  });
  const watch = watchStopSignals();
  const close = async (): Promise<void> => closeQuietly(adapter, telemetry);
  void watch.stopped.then(close);
  try {
    return await showProgress(title, work({ adapter, settings }));
  } finally {
    watch.release();
    await close();
    entries.close();
  }
}

/** A halt must wait for nobody who has to type, and for no work on a passphrase. */
function lockedKeystore({ settings, dryRun }: CommandEnvironment): WalletChoice {
  const { keystorePassphraseFile: _unread, ...others } = settings;
  return settings.keystorePath === undefined
    ? { settings, dryRun }
    : { settings: others, dryRun: true };
}

type WalletChoice = Pick<CommandEnvironment, 'dryRun' | 'settings'>;

/** Of a keystore whose passphrase is nowhere, a person is asked for it; to rehearse needs none. */
export async function askedPassphrase(
  { keystorePath, keystorePassphraseFile, keypairPath }: ExecutionSettings,
  dryRun: boolean,
): Promise<Secret | undefined> {
  if (dryRun || keystorePath === undefined || keystorePassphraseFile !== undefined)
    return undefined;
  // Which of two wallets is meant has to be clear before anybody is asked.
  if (keypairPath !== undefined) return undefined;
  readKeystoreHeader(keystorePath, keystoreMachineOf(createNodePlatform()));
  return readPassphrase({}, { text: `Passphrase of ${keystorePath}`, isNew: false });
}

/** The answer is there already; a journal that does not close well must not take it away. */
async function closeQuietly(adapter: ExecutionAdapter, telemetry: StderrTelemetry): Promise<void> {
  try {
    await adapter.close();
  } catch (cause) {
    telemetry.warn(`The adapter did not close well: ${reasonOf(cause)}.`);
  }
}
