import type { FaultTarget } from '../plan/faultAction.ts';
import type { JsonValue } from './jsonValue.ts';

/** An HTTP request on its way through the proxy. */
export interface Exchange {
  readonly target: Exclude<FaultTarget, 'ws'>;
  /** JSON-RPC method, or the path of anything else. */
  readonly method: string;
  /** HTTP verb. */
  readonly verb: string;
  /** Path with the query. */
  readonly path: string;
  /** Header names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The JSON-RPC call in the body, `undefined` when there is none. */
  readonly call: RpcCall | undefined;
}

/** A JSON-RPC call. */
export interface RpcCall {
  readonly id: JsonValue;
  readonly method: string;
  readonly params: readonly JsonValue[];
}

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  /** Header names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What the client gets: an answer, a closed connection, or nothing. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'close' }
  | { readonly kind: 'silence' };
