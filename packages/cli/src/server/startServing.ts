import { consoleDirectory } from '@quantbot/console';
import { createTokenAddress, ExecutionError } from '@quantbot/core';
import type { Sandbox } from '@quantbot/sandbox';
import { createProductionTelemetry, type ProductionTelemetry } from '@quantbot/workflows';

import { sandboxJson } from '../commands/sandbox/sandboxCommand.ts';
import { sandboxVariables } from '../commands/sandbox/sandboxVariables.ts';
import { askedPassphrase } from '../commands/withExecutionAdapter.ts';
import { readCommandEnvironment, type CommandEnvironment } from '../environment.ts';
import { createServerLogger } from '../platform/serverLogger.ts';
import { startOrExplain } from '../platform/startOrExplain.ts';
import { systemClock } from '../platform/systemClock.ts';
import { nextTurn, systemTimers } from '../platform/timers.ts';
import { endInTime } from './endInTime.ts';
import { createEventHub, type EventHub } from './events/eventHub.ts';
import { playTrades } from './playTrades.ts';
import { runServer } from './runServer.ts';
import { openServedAdapter } from './servedAdapter.ts';
import { boundsOf, namesOf, readTls, requirePlayMoney, type ServeOptions } from './serveOptions.ts';
import { createServerTelemetry } from './serverTelemetry.ts';
import { StageTimes } from './statistics/stageTimes.ts';
import { createTokenBook } from './tokens/tokenBook.ts';
import { addToken, readTokens, TOKENS_FILE } from './tokens/tokenFile.ts';
import { SCOPES, type Scope } from './tokens/tokenRecord.ts';

/** What `quantbot serve` says once it is ready. */
export interface ServingLine {
  readonly url: string;
  readonly consoleUrl: string;
  readonly dryRun: boolean;
  readonly tokensPath: string;
  /** Tokens of a sandbox; those of a real server are told once, when they are made. */
  readonly tokens?: Readonly<Record<Scope, string>>;
  readonly sandbox?: ReturnType<typeof sandboxJson>;
}

/** The first line for machines. */
export function lineJson({
  url,
  consoleUrl,
  dryRun,
  tokensPath,
  tokens,
  sandbox,
}: ServingLine): object {
  return sandbox === undefined
    ? { url, consoleUrl, dryRun, tokensPath }
    : { url, consoleUrl, tokens, sandbox };
}

/** A server that runs, with everything it stands on. */
export interface Serving extends AsyncDisposable {
  readonly line: ServingLine;
}

/** What a server trades with and whom it lets in. */
interface Ground {
  readonly environment: CommandEnvironment;
  readonly tokensPath: string;
  readonly tokens?: Readonly<Record<Scope, string>>;
  readonly sandbox?: Sandbox;
}

/**
 * Starts everything that `quantbot serve` is: the adapter, the journal, the server, and a sandbox
 * where one is wanted. What was started is ended again when the rest cannot be.
 *
 * @throws ExecutionError `CONFIG__*`, `WALLET__*`, `JOURNAL__*`, `CONTROL__*`, `SERVER__*`
 */
export async function startServing(options: ServeOptions): Promise<Serving> {
  const logger = createServerLogger(options.logLevel);
  const tls = readTls(options);
  requirePlayMoney(options);
  await using ending = new AsyncDisposableStack();
  const warn = (message: string): void => logger.warn(message);
  const ground =
    options.sandbox === true ? await prepareSandbox(options, ending) : prepare(options, warn);
  const { environment, tokensPath } = ground;
  const tokens = createTokenBook(tokensPath);
  using passphrase = await askedPassphrase(environment.settings, environment.dryRun);
  const closing = new AbortController();
  let hub: EventHub | undefined;
  const stageTimes = new StageTimes();
  const reporting = await openReporting(environment, ending);
  const ports = [reporting.port];
  const wake = (): void => hub?.wake();
  const telemetry = createServerTelemetry({ logger, stageTimes, ports, wake });
  const served = await openServedAdapter({ environment, telemetry, logger, passphrase });
  ending.defer(async () => endInTime(async () => served.close(), 'the adapter', { logger }));
  hub = createEventHub({ feed: served.feed, timers: systemTimers });
  const server = await runServer(
    {
      execution: served.execution,
      rollout: served.rollout,
      feed: served.feed,
      isOwned: served.isOwned,
      hub,
      tokens,
      names: namesOf(options, tls === undefined ? 'http' : 'https'),
      clock: systemClock,
      facts: served.facts,
      bounds: boundsOf(options),
      stageTimes,
      nextTurn,
      renderMetrics: async () => {
        served.tellRollout();
        return reporting.renderMetrics();
      },
      logger,
      closing: closing.signal,
      consoleDirectory: consoleDirectory(),
      ...(tls === undefined ? {} : { tls }),
    },
    options,
  );
  const playing =
    options.demo === true
      ? playTrades({
          execution: served.execution,
          tokens: (ground.sandbox?.tokens ?? []).map(({ mint }) => createTokenAddress(mint)),
          timers: systemTimers,
          signal: closing.signal,
        })
      : Promise.resolve();
  ending.defer(async () => {
    closing.abort();
    // Waits end with the adapter, and their answers are still given.
    const ended = endInTime(async () => served.adapter.close(), 'the adapter', { logger });
    await server.close();
    await ended;
    await playing;
  });
  const whole = ending.move();
  return {
    line: lineOf(server.url, ground),
    [Symbol.asyncDispose]: async () => whole.disposeAsync(),
  };
}

/** Metrics always, traces where the environment says so; the server's own log has the events. */
async function openReporting(
  { telemetry }: CommandEnvironment,
  ending: AsyncDisposableStack,
): Promise<ProductionTelemetry> {
  const settings = { ...telemetry, logFormat: 'none', metrics: true } as const;
  const reporting = await createProductionTelemetry(settings, systemClock);
  ending.defer(async () => reporting.close());
  return reporting;
}

function prepare({ tokens }: ServeOptions, warn: (message: string) => void): Ground {
  const environment = readCommandEnvironment(warn);
  const tokensPath = tokens ?? `${environment.dataDirectory}/${TOKENS_FILE}`;
  if (readTokens(tokensPath).stamp === undefined) {
    const reason = 'it is not there, and without a token nobody is let in';
    throw new ExecutionError('SERVER__TOKENS_UNUSABLE', { path: tokensPath, reason });
  }
  return { environment, tokensPath };
}

/** A chain of its own, and a token of each scope in a file that is gone with it. */
async function prepareSandbox(
  { slotMs, tokens }: ServeOptions,
  ending: AsyncDisposableStack,
): Promise<Ground> {
  const sandbox = await startOrExplain({ slotMs });
  ending.defer(async () => sandbox.stop());
  const live = { ...sandboxVariables(sandbox), EXECUTION_DRY_RUN: 'false' };
  const environment = readCommandEnvironment(() => undefined, live);
  const tokensPath = tokens ?? `${sandbox.directory}/${TOKENS_FILE}`;
  const made = SCOPES.map((scope) => {
    const wanted = { name: `sandbox-${scope}`, scopes: [scope] };
    return [scope, addToken(tokensPath, wanted, systemClock.nowMs()).text] as const;
  });
  const texts = Object.fromEntries(made) as Record<Scope, string>;
  return { environment, tokensPath, tokens: texts, sandbox };
}

function lineOf(url: string, { environment, tokensPath, tokens, sandbox }: Ground): ServingLine {
  return {
    url,
    consoleUrl: `${url}/`,
    dryRun: environment.dryRun,
    tokensPath,
    ...(tokens === undefined ? {} : { tokens }),
    ...(sandbox === undefined ? {} : { sandbox: sandboxJson(sandbox) }),
  };
}
