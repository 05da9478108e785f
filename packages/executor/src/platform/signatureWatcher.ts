import type {
  ChainSubscription,
  ChainSubscriptionEvents,
  SignatureWatch,
} from './executorPlatform.ts';

/**
 * Watches signatures over WebSocket; watches of one node share its connection. It speaks the two
 * calls it needs itself: whatever happens to a connection ends in an event of its watches and never
 * in a rejection that nobody handles, which would end the process with its open trades.
 */
export function createSignatureWatcher(): (
  watch: SignatureWatch,
  events: ChainSubscriptionEvents,
) => ChainSubscription {
  const connections = new Map<string, NodeConnection>();
  return ({ wsUrl, signature }, events) => {
    let connection = connections.get(wsUrl);
    if (connection === undefined) {
      const made = new NodeConnection(wsUrl, () => {
        if (connections.get(wsUrl) === made) connections.delete(wsUrl);
      });
      connections.set(wsUrl, made);
      connection = made;
    }
    return connection.watch(signature, events);
  };
}

/** One watch, and the name the node gave it once it has taken it. */
interface Watching {
  readonly signature: string;
  readonly events: ChainSubscriptionEvents;
  subscription: number | undefined;
}

/** Messages of a node that matter here. Whatever else it says is passed over. */
interface NodeMessage {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly subscription?: unknown };
}

/** One connection, from its first watch to the end of the last, or until it breaks. */
class NodeConnection {
  readonly #socket: WebSocket | undefined;
  readonly #onEnd: () => void;
  /** Watches by the id of their request. */
  readonly #watches = new Map<number, Watching>();
  #lastId = 0;
  #hasEnded = false;

  constructor(wsUrl: string, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#socket = open(wsUrl);
    if (this.#socket === undefined) {
      queueMicrotask(() => {
        this.#end('the address cannot be connected to');
      });
      return;
    }
    this.#socket.addEventListener('open', () => {
      for (const [id, { signature }] of this.#watches) this.#subscribe(id, signature);
    });
    this.#socket.addEventListener('message', ({ data }) => {
      this.#hear(data);
    });
    this.#socket.addEventListener('error', () => {
      this.#end('the connection broke');
    });
    this.#socket.addEventListener('close', () => {
      this.#end('the connection was closed');
    });
  }

  watch(signature: string, events: ChainSubscriptionEvents): ChainSubscription {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#watches.set(id, { signature, events, subscription: undefined });
    if (this.#socket?.readyState === WebSocket.OPEN) this.#subscribe(id, signature);
    return {
      close: () => {
        this.#forget(id);
      },
    };
  }

  #subscribe(id: number, signature: string): void {
    this.#send({ id, method: 'signatureSubscribe', params: [signature, COMMITMENT] });
  }

  #forget(id: number): void {
    const watching = this.#watches.get(id);
    if (!this.#watches.delete(id) || watching === undefined) return;
    if (this.#watches.size === 0) {
      this.#end('nothing is watched any more');
      return;
    }
    const { subscription } = watching;
    if (subscription === undefined) return;
    this.#lastId += 1;
    this.#send({ id: this.#lastId, method: 'signatureUnsubscribe', params: [subscription] });
  }

  #send(call: { id: number; method: string; params: readonly unknown[] }): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', ...call }));
  }

  #hear(data: unknown): void {
    const message = parseMessage(data);
    if (message === undefined) return;
    if (message.method === 'signatureNotification') {
      this.#report(message.params?.subscription);
      return;
    }
    const watching = this.#watches.get(Number(message.id));
    if (watching === undefined) return;
    if (typeof message.result === 'number') {
      watching.subscription = message.result;
      watching.events.onOpen();
    } else if (message.error !== undefined) {
      this.#watches.delete(Number(message.id));
      watching.events.onFailure('the node refuses the subscription');
    }
  }

  /** A signature is told of once, so its watch has done its work. */
  #report(subscription: unknown): void {
    for (const [id, watching] of this.#watches) {
      if (watching.subscription !== subscription) continue;
      this.#watches.delete(id);
      watching.events.onReport();
    }
    if (this.#watches.size === 0) this.#end('nothing is watched any more');
  }

  #end(reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onEnd();
    this.#socket?.close();
    const left = [...this.#watches.values()];
    this.#watches.clear();
    for (const { events } of left) events.onFailure(reason);
  }
}

const COMMITMENT = { commitment: 'confirmed' } as const;

function open(wsUrl: string): WebSocket | undefined {
  try {
    return new WebSocket(wsUrl);
  } catch {
    // The only thing it throws for is an address it cannot read; the watches are told.
    return undefined;
  }
}

function parseMessage(data: unknown): NodeMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
