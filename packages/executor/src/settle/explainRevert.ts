import { fault, type Fault, type SwapDecoder } from '@quantbot/core';

import type { TransactionReading } from '../chain/chainNode.ts';
import { readProgramFailure } from '../chain/transactionError.ts';

/** Says why a transaction failed on chain, by the program that failed and its number. */
export function explainRevert(
  signature: string,
  transaction: TransactionReading,
  decoders: ReadonlyMap<string, SwapDecoder>,
): Fault {
  const failure = readProgramFailure(transaction.logs);
  const reason = transaction.error ?? 'no reason given';
  if (failure === undefined) return fault('CONFIRM__REVERTED', { signature, reason });
  const { program, customErrorCode } = failure;
  return decoders.get(program)?.classifyError(customErrorCode) === 'slippage'
    ? fault('CONFIRM__SLIPPAGE_EXCEEDED', { signature, program, customErrorCode })
    : fault('CONFIRM__REVERTED', { signature, reason: `${reason} in program ${program}` });
}
