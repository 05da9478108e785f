import type { AddressInfo } from 'node:net';

import { ExecutionError, reasonOf } from '@quantbot/core';

import { systemTimers } from '../platform/timers.ts';
import { callableName } from './allowedNames.ts';
import { createServer } from './createServer.ts';
import type { ServeOptions } from './serveOptions.ts';
import type { ServerApplication, ServerParts } from './serverParts.ts';

/** A server that listens. */
export interface RunningServer {
  /** One that can be opened on this machine, also where it listens on every address. */
  readonly url: string;
  /** Ends it: streams end, answers that are due are given, and nothing is waited for too long. */
  close(): Promise<void>;
}

/** Longest that open answers are waited for once trades are taken no more, milliseconds. */
const DRAIN_MS_MAX = 5_000;

/**
 * Listens.
 *
 * @throws ExecutionError `SERVER__LISTEN_FAILED`
 */
export async function runServer(
  parts: ServerParts,
  { host, port, allowHost }: Pick<ServeOptions, 'host' | 'port' | 'allowHost'>,
): Promise<RunningServer> {
  const app = await createServer(parts);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw new ExecutionError('SERVER__LISTEN_FAILED', { host, port, reason: reasonOf(cause) });
  }
  const { scheme } = parts.names;
  const name = callableName(host, { scheme, allowed: allowHost });
  const { port: bound } = app.server.address() as AddressInfo;
  return { url: `${scheme}://${name}:${bound}`, close: async () => drain(app) };
}

async function drain(app: ServerApplication): Promise<void> {
  const giveUp = new AbortController();
  const late = systemTimers.sleep(DRAIN_MS_MAX, giveUp.signal).then(() => {
    if (!giveUp.signal.aborted) app.server.closeAllConnections();
  });
  await app.close();
  giveUp.abort();
  await late;
}
