/** Reasons for which the endpoint refuses a request, as its clients know them. */
export type JupiterErrorCode =
  | 'INVALID_REQUEST'
  | 'NO_ROUTES_FOUND'
  | 'TOKEN_NOT_TRADABLE'
  | 'CIRCULAR_ARBITRAGE_IS_DISABLED'
  | 'MAX_ACCOUNT_GREATER_THAN_MAX'
  | 'NOT_SUPPORTED';

/** A refusal, answered with HTTP 400. Thrown inside the endpoint's folder only. */
export class JupiterRefusal extends Error {
  readonly errorCode: JupiterErrorCode;

  constructor(errorCode: JupiterErrorCode, message: string) {
    super(message);
    this.name = 'JupiterRefusal';
    this.errorCode = errorCode;
  }
}
