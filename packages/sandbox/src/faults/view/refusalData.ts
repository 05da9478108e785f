import type { JsonRecord } from '../proxy/jsonValue.ts';

/** Code of a send that failed its checks before it was forwarded. */
const PREFLIGHT_FAILURE = -32002n;

/** What the chain says, and the name its refusal has in the `data` of a node. */
const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/already been processed/iu, 'AlreadyProcessed'],
  [/Blockhash ?not ?found/iu, 'BlockhashNotFound'],
  [/Attempt to debit an account but found no record/iu, 'AccountNotFound'],
  [/insufficient funds for fee/iu, 'InsufficientFundsForFee'],
  [/did not pass signature verification/iu, 'SignatureFailure'],
  [/failed to sanitize accounts/iu, 'SanitizeFailure'],
];

/**
 * Adds to a refused send the `data` that nodes give and the embedded chain leaves out.
 *
 * @returns the same object when it has data, is no such refusal, or cannot be told
 */
export function addRefusalData(error: JsonRecord): JsonRecord {
  const { code, message, data } = error;
  if (code !== PREFLIGHT_FAILURE || data !== undefined || typeof message !== 'string') return error;
  const name = ERRORS.find(([pattern]) => pattern.test(message))?.[1];
  if (name === undefined) return error;
  return {
    ...error,
    data: {
      accounts: null,
      err: name,
      innerInstructions: null,
      logs: [],
      replacementBlockhash: null,
      returnData: null,
      unitsConsumed: 0n,
    },
  };
}
