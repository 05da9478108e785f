import { getBase64Encoder } from '@solana/kit';
import { ExecutionError } from '@quantbot/core';

import {
  firstAttempt,
  liveAttempt,
  livePrepared,
  type PreparedRecord,
  type TradeAttempts,
} from './tradeAttempts.ts';
import type { AttemptPlan, AttemptSigned, TransactionPlan } from './tradeEvents.ts';

/** What of a trade decides whether something may be signed for it. */
export interface SigningTrade extends TradeAttempts {
  readonly tradeId: string;
  readonly cancelRequested: boolean;
  readonly successAnswered?: true;
}

/** A signature begins an attempt, or belongs to the message that was prepared, to its last byte. */
export function refuseBadSignature(trade: SigningTrade, { attempt, found }: AttemptSigned): void {
  const { signature } = attempt;
  const prepared = livePrepared(trade);
  if (trade.attempts.some((known) => known.signature === signature)) {
    throw badSignature(trade, `has made ${signature} before`);
  }
  const contradiction =
    prepared === undefined
      ? unpreparedContradiction(trade, found)
      : preparedContradiction(prepared, attempt);
  if (contradiction !== undefined) throw badSignature(trade, contradiction);
  // That it is on chain is a fact, whatever was asked for meanwhile.
  if (found !== true) refuseBadAttempt(trade, attempt);
}

function unpreparedContradiction(trade: SigningTrade, found: true | undefined): string | undefined {
  if (found === true) return 'prepared nothing that could be found';
  return liveAttempt(trade) === undefined ? undefined : 'has another on its way';
}

/** Count and the one signature stand before the message in a signed transaction. */
const SIGNATURE_PART_BYTES = 65;

function preparedContradiction(
  prepared: PreparedRecord,
  { number, wireBase64 }: AttemptPlan,
): string | undefined {
  if (number !== prepared.number) return `has prepared attempt ${prepared.number}, not ${number}`;
  const encoder = getBase64Encoder();
  const message = encoder.encode(prepared.messageBase64);
  const signed = encoder.encode(wireBase64).subarray(SIGNATURE_PART_BYTES);
  const isSame =
    signed.length === message.length && signed.every((byte, index) => byte === message[index]);
  return isSame ? undefined : 'has prepared another message';
}

/**
 * The last lock of the rules for further attempts: none under the number of another, none after a
 * success was answered or a cancel was asked for, none with another input, none that would take less
 * than the first.
 */
export function refuseBadAttempt(trade: SigningTrade, attempt: TransactionPlan): void {
  const contradiction = contradictionOf(trade, attempt);
  if (contradiction !== undefined) throw badSignature(trade, contradiction);
}

function badSignature({ tradeId }: SigningTrade, contradiction: string): ExecutionError {
  const detail = `a signature on trade ${tradeId}, which ${contradiction}`;
  return new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-01', detail });
}

function contradictionOf(trade: SigningTrade, attempt: TransactionPlan): string | undefined {
  const { number, amountIn, minimumOut } = attempt;
  const first = firstAttempt(trade);
  if (isNumberOfAnother(trade, number)) return `has made attempt ${number} before`;
  if (trade.successAnswered === true) return 'was answered as a success';
  if (trade.cancelRequested) return 'is to be cancelled';
  if (first === undefined) return undefined;
  if (amountIn !== first.amountIn) return `began with ${first.amountIn} in, not ${amountIn}`;
  return BigInt(minimumOut) < BigInt(first.minimumOut)
    ? `takes no less than ${first.minimumOut}, not ${minimumOut}`
    : undefined;
}

/** The message that is being signed keeps its number. */
function isNumberOfAnother(trade: SigningTrade, number: number): boolean {
  const live = livePrepared(trade);
  return [...trade.attempts, ...(trade.prepared ?? [])].some(
    (known) => known !== live && known.number === number,
  );
}
