import assert from 'node:assert/strict';

import { createTokenAddress, fingerprintRequest, type AnyExecutionRequest } from '@quantbot/core';

import type { AdmissionSnapshot, AppendOutcome, ClaimOutcome, Journal } from '../journal.ts';
import type { TradeEvent, TradeReceived } from '../tradeEvents.ts';
import type { TradeRecord } from '../tradeRecord.ts';

/** Wallet whose trades the cases write. */
export const CONTRACT_WALLET = 'wa11et1111111111111111111111111111111111111';

/** What the trades of the cases ask for. */
export const CONTRACT_REQUEST: AnyExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 0.1,
};

export const ADMITTED: TradeEvent = { name: 'TradeAdmitted' };

export const DENIED: TradeEvent = {
  name: 'TradeDenied',
  code: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
  result: { success: false, errorCode: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM' },
};

export const CANCELLED: TradeEvent = { name: 'TradeCancelled', result: { success: false } };

const SIGNATURE = 'contract-signature';

export const SIGNED: TradeEvent = {
  name: 'AttemptSigned',
  attempt: {
    number: 1,
    signature: SIGNATURE,
    wireBase64: 'AQID',
    blockhash: 'contract-blockhash',
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
    venue: 'contract',
    slippageBps: 100,
  },
};

export const SEEN: TradeEvent = {
  name: 'SeenOnChain',
  signature: SIGNATURE,
  slot: '1010',
  commitment: 'processed',
  error: null,
  witness: 'http://node',
};

export const CONFIRMED: TradeEvent = {
  name: 'AttemptConfirmed',
  signature: SIGNATURE,
  slot: '1010',
  witness: 'http://node',
};

export const CONFLICT: TradeEvent = {
  name: 'ConflictObserved',
  signature: SIGNATURE,
  detail: 'a deficit',
  result: { success: false },
};

export const RESOLVED: TradeEvent = {
  name: 'TradeResolved',
  as: 'accepted',
  signature: SIGNATURE,
  reason: 'looked at the chain',
  by: 'ops',
  result: { success: false },
};

/** A claim of a key; the trade has the name of its key. */
export interface ContractClaim {
  readonly key: string;
  readonly changes?: Partial<TradeReceived>;
  readonly decide?: (snapshot: AdmissionSnapshot) => TradeEvent;
  /** Epoch to write with instead of the one that the journal gives. */
  readonly leaseEpoch?: number;
}

/** Asks for a key under the lease of its wallet. */
export function claimKey(journal: Journal, claim: ContractClaim): ClaimOutcome {
  const { key, changes, decide = () => ADMITTED } = claim;
  const request = changes?.request ?? CONTRACT_REQUEST;
  const received: TradeReceived = {
    name: 'TradeReceived',
    key,
    keyDerived: false,
    mode: 'live',
    wallet: CONTRACT_WALLET,
    request,
    fingerprint: fingerprintRequest(request),
    deadlineAtMs: 90_000,
    ...changes,
  };
  const leaseEpoch = claim.leaseEpoch ?? leaseOf(journal, received.wallet);
  const tradeId = received.mode === 'live' ? key : `${key} ${received.mode}`;
  return journal.admit({ tradeId, leaseEpoch, received, decide });
}

/** Takes a key that is free. */
export function takeKey(journal: Journal, claim: ContractClaim): TradeRecord {
  const outcome = claimKey(journal, claim);
  assert.equal(outcome.kind, 'claimed');
  return outcome.kind === 'claimed' ? outcome.trade : assert.fail();
}

/** Appends to a trade as it was read. */
export function appendTo(
  journal: Journal,
  trade: TradeRecord,
  ...events: readonly TradeEvent[]
): AppendOutcome {
  const { tradeId, version: expectedVersion, wallet } = trade;
  return journal.append({
    tradeId,
    expectedVersion,
    leaseEpoch: leaseOf(journal, wallet),
    events,
  });
}

/** Appends to a trade that nobody else writes to. */
export function moveOn(
  journal: Journal,
  trade: TradeRecord,
  ...events: readonly TradeEvent[]
): TradeRecord {
  const outcome = appendTo(journal, trade, ...events);
  assert.equal(outcome.kind, 'ok');
  return outcome.kind === 'ok' ? outcome.trade : assert.fail();
}

/** Epoch of the journal's lease of a wallet. */
export function leaseOf(journal: Journal, wallet: string = CONTRACT_WALLET): number {
  const lease = journal.lease(wallet);
  assert.equal(lease.kind, 'leased');
  return lease.kind === 'leased' ? lease.epoch : assert.fail();
}
