import { getBase64Decoder } from '@solana/kit';
import {
  createTokenAddress,
  fingerprintRequest,
  type AnyExecutionRequest,
  type ErrorCode,
  type ExecutionResult,
} from '@quantbot/core';

import type { AppendOutcome, ClaimOutcome, Journal, TradeClaim } from '../journal/journal.ts';
import type {
  AttemptPlan,
  Fill,
  PreparedPlan,
  TradeEvent,
  TradeReceived,
} from '../journal/tradeEvents.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import { signedWire } from '../transaction/wireTransaction.ts';

/** Mint of made-up requests. */
export const FIXTURE_MINT = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');

/** Wallet of made-up trades. */
export const FIXTURE_WALLET = 'wa11et1111111111111111111111111111111111111';

/** Wall time of made-up trades, milliseconds since the Unix epoch. */
export const FIXTURE_NOW_MS = 1_800_000_000_000;

/** A buy of 0.1 SOL. */
export const FIXTURE_REQUEST: AnyExecutionRequest = {
  tokenAddress: FIXTURE_MINT,
  chain: 'solana',
  side: 'buy',
  amount: 0.1,
};

/** First event of a live trade. */
export function fixtureReceived(changes: Partial<TradeReceived> = {}): TradeReceived {
  const request = changes.request ?? FIXTURE_REQUEST;
  return {
    name: 'TradeReceived',
    key: 'key-1',
    keyDerived: false,
    mode: 'live',
    wallet: FIXTURE_WALLET,
    request,
    fingerprint: fingerprintRequest(request),
    deadlineAtMs: FIXTURE_NOW_MS + 90_000,
    ...changes,
  };
}

/** A claim whose maker does not hold a lease yet. */
export type ClaimFixture = Omit<TradeClaim, 'leaseEpoch'>;

/** A claim that is admitted unless said otherwise. */
export function fixtureClaim(
  tradeId: string,
  changes: Partial<TradeReceived> = {},
  decision: TradeEvent = { name: 'TradeAdmitted' },
): ClaimFixture {
  return { tradeId, received: fixtureReceived(changes), decide: () => decision };
}

/** Claims a key under the lease of its wallet. */
export function admitFixture(journal: Journal, claim: ClaimFixture): ClaimOutcome {
  const lease = journal.lease(claim.received.wallet);
  return lease.kind === 'fenced' ? lease : journal.admit({ ...claim, leaseEpoch: lease.epoch });
}

/** Appends to a trade as it was read, under the lease of its wallet. */
export function appendFixture(
  journal: Journal,
  { tradeId, version: expectedVersion, wallet }: TradeRecord,
  events: readonly TradeEvent[],
): AppendOutcome {
  const lease = journal.lease(wallet);
  if (lease.kind === 'fenced') return lease;
  return journal.append({ tradeId, expectedVersion, leaseEpoch: lease.epoch, events });
}

/** A refusal of ours. */
export function fixtureDenied(
  code: ErrorCode = 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
): Extract<TradeEvent, { name: 'TradeDenied' }> {
  return { name: 'TradeDenied', code, result: { success: false, errorCode: code } };
}

/** A signed transaction; its number names its signature. */
export function fixtureAttempt(number = 1): AttemptPlan {
  return {
    number,
    signature: `signature-${number}`,
    wireBase64: getBase64Decoder().decode(signedWire(FIXTURE_MESSAGE, new Uint8Array(64).fill(1))),
    blockhash: `blockhash-${number}`,
    deathHeight: '1182',
    signedAtSlot: '1000',
    tokenDecimals: 6,
    tokenProgram: 'token-program',
    amountIn: '100000000',
    quotedOut: '2000',
    minimumOut: '1980',
    baseFeeLamports: '5000',
    priorityFeeLamports: '1000',
    tipLamports: '10000',
    tokenAccount: 'token-account',
    wrappedSolAccount: 'wrapped-sol-account',
    venue: 'jupiter',
    slippageBps: 100,
  };
}

/** Message of the made-up attempts. */
const FIXTURE_MESSAGE = Uint8Array.of(1, 2, 3);

/** The made-up attempt before a remote signer was asked for it. */
export function fixturePrepared(number = 1): PreparedPlan {
  const { signature: _signature, wireBase64: _wire, ...plan } = fixtureAttempt(number);
  return { ...plan, messageBase64: getBase64Decoder().decode(FIXTURE_MESSAGE) };
}

/** What the made-up attempt moved. */
export function fixtureFill(number = 1): Fill {
  return {
    signature: `signature-${number}`,
    slot: '1010',
    lamports: '100000000',
    tokenUnits: '2000',
    baseFeeLamports: '5000',
    priorityFeeLamports: '1000',
    tipLamports: '10000',
    rentLamports: '0',
    reportedFeeLamports: '6000',
  };
}

/** One event of every name, as the journal takes them. */
export function fixtureEvents(number = 1): readonly TradeEvent[] {
  const signature = `signature-${number}`;
  const result: ExecutionResult = { success: true, txSignature: signature };
  const failure: ExecutionResult = { success: false };
  const seen = { signature, slot: '1010', witness: 'http://node' };
  return [
    fixtureDenied(),
    { name: 'TradeReopened', request: FIXTURE_REQUEST, deadlineAtMs: FIXTURE_NOW_MS + 180_000 },
    { name: 'TradeAdmitted' },
    { name: 'TradeRehearsed', result: { ...result, dryRun: true } },
    { name: 'AttemptPrepared', attempt: fixturePrepared(number) },
    { name: 'SignerFailed', number, code: 'SIGN__TIMED_OUT', reason: 'it did not answer' },
    { name: 'PreparedUnprovable', number, reason: 'the history is gone' },
    { name: 'PreparedExpired', number, deathHeight: '1182', witnesses: [] },
    { name: 'AttemptSigned', attempt: fixtureAttempt(number) },
    { name: 'LaneAcknowledged', signature, lane: 'rpc', endpoint: 'http://node' },
    { name: 'SubmissionAmbiguous', signature, reasons: ['rpc http://node: in-doubt timeout'] },
    { name: 'SeenOnChain', ...seen, commitment: 'processed', error: null },
    { name: 'AttemptConfirmed', ...seen },
    { name: 'AttemptReverted', ...seen, error: '"Custom"', feeLamports: '6000' },
    { name: 'AttemptRolledBack', signature },
    { name: 'ExpiryUnprovable', signature, reason: 'the history is gone' },
    { name: 'AttemptExpired', signature, deathHeight: '1182', witnesses: [] },
    { name: 'FillRead', fill: fixtureFill(number), result },
    { name: 'FillRecorded', fill: fixtureFill(number), witnesses: 2, result },
    { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: failure },
    { name: 'TradeCancelled', result: failure },
    { name: 'CancelRequested' },
    { name: 'ConflictObserved', signature, detail: 'landed after all', result: failure },
    {
      name: 'TradeResolved',
      as: 'dead',
      signature,
      reason: 'looked at the explorer',
      by: 'ops',
      result: failure,
    },
  ];
}
