import type { AttemptPlan, PreparedPlan } from '@quantbot/executor';
import type { TradeEvent } from '@quantbot/executor/simulation';

import { outlayOf } from '../checks/exposureChecks.ts';
import type { ExpiredFact, SignedFact } from '../checks/history.ts';
import type { ModelChain } from '../model/modelChain.ts';
import { walletAt } from '../process/wallets.ts';
import type { VirtualTime } from '../time/virtualTime.ts';

/** Every signature that became durable, held against the chain's own books at that moment. */
export interface AttemptBook {
  readonly signed: readonly SignedFact[];
  readonly expired: readonly ExpiredFact[];
  /** Takes an event in that has reached the disk. */
  readonly note: (wallet: number, tradeId: string, event: TradeEvent) => void;
  readonly isDurable: (signature: string) => boolean;
}

/** What a book looks at. */
export interface AttemptBookOptions {
  readonly time: VirtualTime;
  readonly chain: ModelChain;
}

interface Attempted {
  readonly signature: string;
  readonly blockhash: string;
}

/** A signature of this schedule, as the disks tell of it. */
interface KnownAttempt extends Attempted {
  readonly tradeId: string;
  readonly wallet: number;
  readonly mint: string;
  readonly outlay: bigint;
  /** Confirmed, reverted or expired by the journal's own word. */
  isSettled: boolean;
}

/** Events after which an attempt is live no more by the journal's own word. */
const SETTLING: ReadonlySet<string> = new Set([
  'AttemptConfirmed',
  'AttemptReverted',
  'AttemptExpired',
]);

/** Events that a book takes in; all others say nothing about signatures. */
export const NOTED_EVENTS: ReadonlySet<TradeEvent['name']> = new Set<TradeEvent['name']>([
  'TradeReceived',
  'AttemptPrepared',
  'AttemptSigned',
  'AttemptConfirmed',
  'AttemptReverted',
  'AttemptExpired',
  'PreparedExpired',
]);

type AttemptExpired = Extract<TradeEvent, { name: 'AttemptExpired' }>;

/** Makes an empty book. */
export function createAttemptBook({ time, chain }: AttemptBookOptions): AttemptBook {
  const trades = new Map<string, { mint: string; isBuy: boolean }>();
  const attempts = new Map<string, KnownAttempt>();
  const durable = new Set<string>();
  /** Signatures of messages that may be signed, by trade and number. */
  const prepared = new Map<string, string>();
  const signed: SignedFact[] = [];
  const expired: ExpiredFact[] = [];
  /** A message that may be signed counts from then on: its signature is known here, if nowhere else. */
  const noteSigned = (wallet: number, tradeId: string, attempt: AttemptPlan): void => {
    if (attempts.has(attempt.signature)) return;
    const { mint, isBuy } = trades.get(tradeId) ?? { mint: '', isBuy: true };
    const known = [...attempts.values()];
    const open = known.filter(
      (other) => other.tradeId !== tradeId && other.wallet === wallet && !other.isSettled,
    );
    signed.push({
      atMs: time.nowMs(),
      wallet,
      tradeId,
      attempt,
      isBuy,
      lastHeight: chain.truth.lastValidBlockHeight(attempt.blockhash),
      formerOpen: known
        .filter((other) => other.tradeId === tradeId && !isOver(chain, other))
        .map(({ signature }) => signature),
      ...coverOf(chain, wallet, open),
      besides: open.filter((other) => other.mint === mint).map((other) => other.tradeId),
    });
    const { signature, blockhash } = attempt;
    const outlay = outlayOf({ attempt, isBuy });
    const made = { signature, blockhash, tradeId, wallet, mint, outlay, isSettled: false };
    attempts.set(signature, made);
  };
  const noteExpired = (tradeId: string, { signature, witnesses }: AttemptExpired): void => {
    const attempt = attempts.get(signature);
    const wasOpen = attempt === undefined || !isDead(chain, attempt);
    const finalHeight = chain.truth.finalized().blockHeight;
    expired.push({ atMs: time.nowMs(), tradeId, signature, wasOpen, witnesses, finalHeight });
  };
  return {
    signed,
    expired,
    isDurable: (signature) => durable.has(signature),
    note: (wallet, tradeId, event) => {
      if (event.name === 'TradeReceived') {
        const { tokenAddress, side } = event.request;
        trades.set(tradeId, { mint: tokenAddress, isBuy: side === 'buy' });
      }
      if (event.name === 'AttemptPrepared') {
        const plan = preparedAttempt(wallet, event.attempt);
        prepared.set(`${tradeId} ${plan.number}`, plan.signature);
        noteSigned(wallet, tradeId, plan);
      }
      if (event.name === 'AttemptSigned') {
        durable.add(event.attempt.signature);
        noteSigned(wallet, tradeId, event.attempt);
      }
      if (event.name === 'AttemptExpired') noteExpired(tradeId, event);
      if (event.name === 'PreparedExpired') {
        const { number, deathHeight, witnesses } = event;
        const signature = prepared.get(`${tradeId} ${number}`) ?? '';
        noteExpired(tradeId, { name: 'AttemptExpired', signature, deathHeight, witnesses });
        const attempt = attempts.get(signature);
        if (attempt !== undefined) attempt.isSettled = true;
      }
      if (!SETTLING.has(event.name) || !('signature' in event)) return;
      const attempt = attempts.get(event.signature);
      if (attempt !== undefined) attempt.isSettled = true;
    },
  };
}

/** A prepared attempt with the signature that it has if its signer made one. */
function preparedAttempt(wallet: number, { messageBase64, ...plan }: PreparedPlan): AttemptPlan {
  return { ...plan, signature: walletAt(wallet).signatureOf(messageBase64), wireBase64: '' };
}

/**
 * What the wallet holds against what others may still take. A fork that some nodes hold for confirmed
 * may be given up after all: what is signed by its balances is covered there, and fails elsewhere.
 */
function coverOf(
  chain: ModelChain,
  wallet: number,
  others: readonly KnownAttempt[],
): Pick<SignedFact, 'walletLamports' | 'openLamports'> {
  const covers = chain.truth.branches().map((branch) => ({
    walletLamports: branch.lamports(walletAt(wallet).address),
    openLamports: others
      .filter((other) => !isOver(chain, other) && !branch.hasLanded(other.signature))
      .reduce((sum, { outlay }) => sum + outlay, 0n),
  }));
  return covers.reduce((best, cover) => (leftOf(cover) > leftOf(best) ? cover : best));
}

function leftOf(cover: Pick<SignedFact, 'walletLamports' | 'openLamports'>): bigint {
  return cover.walletLamports - cover.openLamports;
}

/** Whether an attempt can move nothing any more: dead, or failed for good. */
function isOver(chain: ModelChain, attempt: Attempted): boolean {
  const landing = chain.truth.landing(attempt.signature);
  if (landing?.fate === 'finalized') return landing.error !== null;
  return isDead(chain, attempt);
}

/** Whether bytes have not landed and never can, by the chain's own books. */
function isDead({ truth }: ModelChain, { signature, blockhash }: Attempted): boolean {
  if (truth.landing(signature) !== undefined) return false;
  const lastHeight = truth.lastValidBlockHeight(blockhash);
  return lastHeight !== undefined && truth.finalized().blockHeight > lastHeight;
}
