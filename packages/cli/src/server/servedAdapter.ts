import { existsSync } from 'node:fs';

import { reasonOf } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  DEFAULT_SETTINGS,
  haltFilePathOf,
  isJournalOwned,
  JOURNAL_FILE,
  openSqliteJournalFeed,
  type ExecutionAdapter,
  type JournalFeed,
  type Secret,
} from '@quantbot/executor';
import type { TelemetryPort } from '@quantbot/core';
import {
  createEntryGuard,
  createRollout,
  silentTelemetry,
  type Rollout,
} from '@quantbot/workflows';
import type { FastifyBaseLogger } from 'fastify';

import type { CommandEnvironment } from '../environment.ts';
import { packageVersion } from '../platform/packageVersion.ts';
import { systemClock } from '../platform/systemClock.ts';
import type { RolloutControl } from './rolloutControl.ts';
import type { ServedExecution, ServedFacts } from './serverParts.ts';

/** An adapter that is open, and its journal. */
export interface ServedAdapter {
  readonly adapter: ExecutionAdapter;
  /** The adapter, where each trade goes by the rollout of the data directory first. */
  readonly execution: ServedExecution;
  readonly rollout: RolloutControl;
  readonly feed: JournalFeed;
  readonly isOwned: () => boolean;
  readonly facts: ServedFacts;
  /** Tells where the rollout stands by its metric. */
  tellRollout(): void;
  close(): Promise<void>;
}

/** What an adapter is opened with. */
export interface ServedAdapterOptions {
  readonly environment: CommandEnvironment;
  readonly telemetry: TelemetryPort;
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  readonly passphrase: Secret | undefined;
}

/**
 * Opens the real adapter, takes up what an earlier process left open, and opens the journal to be
 * shown.
 *
 * @throws ExecutionError `CONFIG__*`, `WALLET__*`, `JOURNAL__*`, `CONTROL__*`
 */
export async function openServedAdapter(options: ServedAdapterOptions): Promise<ServedAdapter> {
  const { environment, telemetry, logger, passphrase } = options;
  const { settings, dryRun, decoders, jupiterApiKey, dataDirectory, ceiling, rules } = environment;
  const entries = createEntryGuard({ ceiling, rules, settings, clock: systemClock });
  const adapter = createExecutionAdapter({
    ...settings,
    clock: systemClock,
    telemetry,
    dryRun,
    decoders,
    entryGuard: entries.guard,
    ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
    ...(passphrase === undefined ? {} : { keystorePassphrase: () => passphrase }),
  });
  try {
    const { followed, problem } = await adapter.resume();
    if (problem !== undefined) logger.warn({ code: problem.code }, problem.message);
    if (followed.length > 0) logger.info({ followed }, 'trades that were open are followed');
    const platform = createNodePlatform();
    const feed = openSqliteJournalFeed(`${dataDirectory}/${JOURNAL_FILE}`, platform);
    const rollout = openRollout(options, adapter);
    return {
      adapter,
      execution: { ...adapter, ...rollout.execution },
      rollout: servedRollout(rollout),
      feed,
      isOwned: () => existsSync(dataDirectory) && isJournalOwned(dataDirectory, platform),
      facts: factsOf(environment),
      tellRollout: () => {
        rollout.tellState();
      },
      close: async () => {
        feed.close();
        // Closes the adapter as well.
        await rollout.close();
        entries.close();
      },
    };
  } catch (cause) {
    await adapter.close().catch((second: unknown) => {
      logger.warn(`The adapter did not close well: ${reasonOf(second)}.`);
    });
    entries.close();
    throw cause;
  }
}

/** Nothing goes another way than to the adapter while nobody has begun a rollout. */
function openRollout(
  { environment, telemetry }: ServedAdapterOptions,
  adapter: ExecutionAdapter,
): Rollout {
  const { settings, dryRun, decoders, jupiterApiKey, ceiling, rules } = environment;
  // A rehearsal needs no key.
  const { keystorePassphraseFile: _unread, ...unlocked } = settings;
  return createRollout({
    ceiling,
    dryRun,
    settings,
    rules,
    clock: systemClock,
    telemetry,
    createReal: () => adapter,
    createShadow: (dataDirectory) =>
      createExecutionAdapter({
        ...unlocked,
        clock: systemClock,
        // What a rehearsal counts must not look like trades.
        telemetry: silentTelemetry,
        dryRun: true,
        decoders,
        dataDirectory,
        haltFilePath: haltFilePathOf(settings),
        ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
      }),
  });
}

function servedRollout({ control }: Rollout): RolloutControl {
  return {
    status: async () => ({ ...(await control.status()) }),
    move: async (to, decision) => ({ ...(await control.move(to, decision)) }),
  };
}

function factsOf({ settings, dryRun }: CommandEnvironment): ServedFacts {
  const nodes = settings.rpcEndpoints ?? [];
  return {
    version: packageVersion(),
    cluster: settings.cluster ?? DEFAULT_SETTINGS.cluster,
    dryRun,
    mode: dryRun ? 'dry' : 'live',
    limits: settings.limits,
    haltFilePath: haltFilePathOf(settings),
    operators: new Map(nodes.map(({ operator, url }) => [originOf(url), operator ?? hostOf(url)])),
  };
}

/** As the health of endpoints names them. */
function originOf(url: string): string {
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}`;
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}
