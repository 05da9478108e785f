import type { AddressInfo } from 'node:net';

import { ExecutionError, reasonOf } from '@quantbot/core';

import { systemTimers } from '../platform/timers.ts';
import { hostNameOf } from './allowedNames.ts';
import { createServer } from './createServer.ts';
import type { ServerApplication, ServerParts } from './serverParts.ts';

/** A server that listens. */
export interface RunningServer {
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
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const app = await createServer(parts);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw new ExecutionError('SERVER__LISTEN_FAILED', { host, port, reason: reasonOf(cause) });
  }
  return { url: urlOf(app, host, parts.names.scheme), close: async () => drain(app) };
}

function urlOf(app: ServerApplication, host: string, scheme: string): string {
  const { port } = app.server.address() as AddressInfo;
  return `${scheme}://${hostNameOf(host)}:${port}`;
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
