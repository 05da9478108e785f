import { endpointLabel } from '../chain/endpointLabel.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { Examination, Finding } from './finding.ts';
import { unmadeSignature } from './nodeFacts.ts';

const OPEN_MS_MAX = 5_000;

/** Asks every WebSocket to watch a signature that nobody made. */
export function diagnoseSockets(
  wsUrls: readonly string[],
  platform: ExecutorPlatform,
): readonly Examination[] {
  if (wsUrls.length === 0) {
    const found = 'none is configured: landings are seen by polling alone';
    const next = 'Set SOLANA_WS_URL or wsUrl of a node to see them sooner.';
    return [{ title: '', findings: Promise.resolve([socket('', 'warn', { found, next })]) }];
  }
  return wsUrls.map((wsUrl) => ({
    title: `subscribing at ${endpointLabel(wsUrl)}`,
    findings: diagnoseSocket(wsUrl, platform),
  }));
}

async function diagnoseSocket(
  wsUrl: string,
  platform: ExecutorPlatform,
): Promise<readonly Finding[]> {
  const label = endpointLabel(wsUrl);
  const startedMs = platform.monotonicMs();
  const { promise: answered, resolve } = Promise.withResolvers<string | undefined>();
  const signature = unmadeSignature(platform);
  const watch = platform.watchSignature(
    { wsUrl, signature },
    { onOpen: () => resolve(undefined), onReport: () => undefined, onFailure: resolve },
  );
  const patience = new AbortController();
  const tired = platform
    .delay(OPEN_MS_MAX, patience.signal)
    .then(() => `no answer within ${OPEN_MS_MAX} ms`)
    // The delay ends early because the socket has answered.
    .catch(() => undefined);
  try {
    const problem = await Promise.race([answered, tired]);
    if (problem !== undefined) {
      const next = 'Check the address; until then landings are seen by polling alone.';
      return [socket(label, 'warn', { found: `takes no subscription: ${problem}`, next })];
    }
    const tookMs = Math.round(platform.monotonicMs() - startedMs);
    return [socket(label, 'ok', { found: `took a subscription in ${tookMs} ms` })];
  } finally {
    patience.abort();
    watch.close();
  }
}

function socket(
  subject: string,
  verdict: Finding['verdict'],
  told: Pick<Finding, 'found' | 'next'>,
): Finding {
  return { area: 'websocket', subject, verdict, ...told };
}
