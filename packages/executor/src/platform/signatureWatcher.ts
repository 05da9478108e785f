import { createSolanaRpcSubscriptions, signature as toSignature } from '@solana/kit';

import type {
  ChainSubscription,
  ChainSubscriptionEvents,
  SignatureWatch,
} from './executorPlatform.ts';

type Subscriptions = ReturnType<typeof createSolanaRpcSubscriptions>;

/** Watches signatures over WebSocket; watches of one node share its connection. */
export function createSignatureWatcher(): (
  watch: SignatureWatch,
  events: ChainSubscriptionEvents,
) => ChainSubscription {
  const nodes = new Map<string, Subscriptions>();
  return (watch, events) => {
    const node = nodes.get(watch.wsUrl) ?? createSolanaRpcSubscriptions(watch.wsUrl);
    nodes.set(watch.wsUrl, node);
    const abort = new AbortController();
    void listen(node, { watch, events, signal: abort.signal });
    return {
      close: () => {
        abort.abort();
      },
    };
  };
}

async function listen(
  node: Subscriptions,
  options: { watch: SignatureWatch; events: ChainSubscriptionEvents; signal: AbortSignal },
): Promise<void> {
  const { watch, events, signal } = options;
  try {
    const notifications = await node
      .signatureNotifications(toSignature(watch.signature), { commitment: 'confirmed' })
      .subscribe({ abortSignal: signal });
    events.onOpen();
    const first = await notifications[Symbol.asyncIterator]().next();
    if (first.done !== true) events.onReport();
    else if (!signal.aborted) events.onFailure('the stream ended');
  } catch (cause) {
    if (!signal.aborted) events.onFailure(String(cause));
  }
}
