import type { PreparedRecord } from '@quantbot/executor';

import { wrapText } from './wrapText.ts';

const INDENT = '     ';

/** Writes one attempt that a remote signer was asked for and of which no signature is known. */
export function renderPrepared(prepared: PreparedRecord): string {
  const { number, status, deathHeight, signerReason, unprovable } = prepared;
  const fate =
    status === 'expired'
      ? 'proven dead'
      : `may be signed, and then can land until block height ${deathHeight}`;
  return [
    `  ${number}  ${status}, ${fate}`,
    ...(signerReason === undefined ? [] : [wrapText(signerReason, INDENT)]),
    ...(unprovable === undefined ? [] : [wrapText(`cannot be proven dead: ${unprovable}`, INDENT)]),
  ].join('\n');
}
