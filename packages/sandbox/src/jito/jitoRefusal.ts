/** JSON-RPC error codes the block engine answers with. */
export const JITO_ERROR_CODE = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParameters: -32602,
  internal: -32603,
} as const;

/** A request the block engine refuses. Thrown inside the endpoint's folder only. */
export class JitoRefusal extends Error {
  readonly code: number;

  constructor(message: string, code: number = JITO_ERROR_CODE.invalidParameters) {
    super(message);
    this.name = 'JitoRefusal';
    this.code = code;
  }
}
