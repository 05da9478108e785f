/** JSON-RPC error codes that nodes answer with (JSON-RPC 2.0, Solana RPC). */
export const RPC_ERROR_CODE = {
  parse: -32700,
  request: -32600,
  method: -32601,
  parameters: -32602,
  internal: -32603,
  preflightFailure: -32002,
  minContextSlotNotReached: -32016,
} as const;

/** A call that a node refuses. Thrown inside this folder only. */
export class RpcRefusal extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(message: string, details: { readonly code?: number; readonly data?: unknown } = {}) {
    super(message);
    this.name = 'RpcRefusal';
    this.code = details.code ?? RPC_ERROR_CODE.parameters;
    this.data = details.data;
  }
}
