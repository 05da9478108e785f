import { createExecutionAdapter } from '@quantbot/executor';
import { silentTelemetry } from '@quantbot/workflows';

import { createServerLogger } from '../platform/serverLogger.ts';
import { systemClock } from '../platform/systemClock.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { systemTimers } from '../platform/timers.ts';
import { createServer } from './createServer.ts';
import type { ServerApplication, ServerParts } from './serverParts.ts';
import type { TokenRecord } from './tokens/tokenRecord.ts';

/** How much is rehearsed. */
export interface WarmUpBounds {
  readonly tradesMax: number;
  /** Milliseconds after which no further trade is begun. */
  readonly durationMsMax: number;
}

/** About as many as the engine wants to see of a path before it compiles it well. */
export const WARM_UP_BOUNDS: WarmUpBounds = { tradesMax: 400, durationMsMax: 1_500 };

/** A mint that everybody knows; nobody is asked for it. */
const TOKEN = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const TRADES_AT_ONCE = 4;
const OWN_TOKEN: TokenRecord = {
  id: '0'.repeat(16),
  name: 'warm-up',
  scopes: ['trade'],
  hash: '0'.repeat(64),
  createdAtMs: 0,
};

/**
 * Rehearses trades before anyone is let in: the first hundred requests of a process that has just
 * started would otherwise wait for each other while its code is loaded and compiled. They go to a
 * server that listens nowhere, and to an adapter with a journal of its own that is dry and knows
 * neither a node nor a wallet; nothing of them is left.
 *
 * @returns trades that were rehearsed
 */
export async function warmUp(
  parts: ServerParts,
  bounds: WarmUpBounds = WARM_UP_BOUNDS,
): Promise<number> {
  using folder = temporaryFolder();
  const adapter = createExecutionAdapter({
    clock: systemClock,
    telemetry: silentTelemetry,
    dryRun: true,
    dataDirectory: folder.path,
  });
  try {
    const app = await createServer(rehearsalParts(parts, adapter));
    try {
      return await rehearse(app, parts, bounds);
    } finally {
      await app.close();
    }
  } finally {
    await adapter.close();
  }
}

function rehearsalParts(
  {
    tls: _tls,
    consoleDirectory: _page,
    renderMetrics: _metrics,
    rollout: _rollout,
    ...parts
  }: ServerParts,
  execution: ServerParts['execution'],
): ServerParts {
  return {
    ...parts,
    execution,
    tokens: { verify: () => OWN_TOKEN, isInForce: () => true },
    bounds: { ...parts.bounds, requestsMax: Number.MAX_SAFE_INTEGER },
    logger: createServerLogger('silent'),
  };
}

async function rehearse(
  app: ServerApplication,
  { names }: ServerParts,
  { tradesMax, durationMsMax }: WarmUpBounds,
): Promise<number> {
  const [host = 'localhost'] = names.hosts;
  const startedAtMs = systemTimers.monotonicMs();
  let begun = 0;
  const trade = async (): Promise<void> => {
    while (begun < tradesMax && systemTimers.monotonicMs() - startedAtMs < durationMsMax) {
      begun += 1;
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/v1/executions',
        headers: {
          host,
          authorization: 'Bearer warm-up',
          'idempotency-key': `warm-up-${begun}`,
          prefer: 'respond-async',
        },
        payload: { tokenAddress: TOKEN, chain: 'solana', side: 'buy', amount: 0.01 },
      });
      if (statusCode >= 300)
        throw new Error(`the server answered its own request ${statusCode}: ${body}`);
    }
  };
  await Promise.all(Array.from({ length: TRADES_AT_ONCE }, trade));
  return begun;
}
