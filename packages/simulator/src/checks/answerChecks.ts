import type { ErrorCode, ExecutionResult } from '@quantbot/core';

import type { Landing } from '../model/modelTruth.ts';
import type { Intent } from '../schedule/schedule.ts';
import { finalSwaps, isSwapOf, type FinalSwap } from './finalSwaps.ts';
import type { Check } from './check.ts';
import type { AnswerFact, History, TradeFact } from './history.ts';

/** Codes that say that nobody knows yet. */
const UNKNOWN: ReadonlySet<ErrorCode | undefined> = new Set<ErrorCode>([
  'CONFIRM__OUTCOME_UNKNOWN',
  'CONFIRM__UNPROVABLE',
  'EXECUTOR__STILL_WORKING',
  'JOURNAL__WRITE_UNCERTAIN',
]);

/** What callers are told is so. */
export const trueAnswers: Check = {
  name: 'true-answers',
  invariant: 'INV-13',
  holds: 'A success ran, a failure moved nothing, and costs are what the wallet paid.',
  find: (history) => {
    const swaps = finalSwaps(history);
    return history.answers.flatMap((answer) => {
      const intent = history.schedule.intents[answer.intent];
      if (intent === undefined) return [`an answer for nobody: ${answer.intent}`];
      const name = `intent ${intent.number} at ${answer.atMs} ms`;
      return falsehoods(history, swaps, { answer, intent }).map((text) => `${name}: ${text}`);
    });
  },
};

interface Told {
  readonly answer: AnswerFact;
  readonly intent: Intent;
}

function falsehoods(history: History, swaps: readonly FinalSwap[], told: Told): string[] {
  const { result, hadRun } = told.answer;
  const { success, status, txSignature } = result;
  if (!success) return claimsNothing(result) ? movedAfterAll(swaps, told) : [];
  if (status === 'filled') return falseFinal(history, swaps, told);
  // One node may confirm what is not: then the answer is as good as that node.
  return hadRun || history.schedule.liar !== undefined
    ? []
    : [`success, but ${txSignature} had run nowhere`];
}

/** Whether an answer says for good that no position was moved. */
function claimsNothing({ status, errorCode, keyReusable }: ExecutionResult): boolean {
  if (UNKNOWN.has(errorCode)) return false;
  return (
    status === 'failed' || status === 'cancelled' || (status === 'denied' && keyReusable !== true)
  );
}

function movedAfterAll(swaps: readonly FinalSwap[], { answer, intent }: Told): string[] {
  // Other requests without a key may move the same amount, and a key may be used by a later trade.
  if (intent.key === undefined || intent.amountIn === undefined) return [];
  const swap = swaps.find((candidate) => isSwapOf(candidate, intent));
  return swap === undefined
    ? []
    : [`${answer.result.errorCode}, but ${swap.landing.signature} moved ${swap.amountIn}`];
}

function falseFinal(history: History, swaps: readonly FinalSwap[], { answer }: Told): string[] {
  const { txSignature, totalCostLamports, fees, jitoTip, rent } = answer.result;
  const swap = swaps.find(({ landing }) => landing.signature === txSignature);
  if (swap === undefined) return [`filled, but ${txSignature} is not final`];
  const trade = tradeOf(history, swap.landing.signature);
  if (trade === undefined) return [`filled, but no trade has ${txSignature}`];
  const paid = costOf(history, trade, swap);
  const problems: string[] = [];
  if (BigInt(totalCostLamports ?? 0) !== paid) {
    problems.push(`costs of ${totalCostLamports} lamports were told, ${paid} were paid`);
  }
  const parts = (fees?.totalFee ?? 0) + (jitoTip ?? 0) + (rent ?? 0);
  if (parts !== totalCostLamports) problems.push(`costs of ${totalCostLamports} are not ${parts}`);
  return problems;
}

function tradeOf({ trades }: History, signature: string): TradeFact | undefined {
  return trades.find(({ events }) =>
    events.some(
      ({ event }) => event.name === 'AttemptSigned' && event.attempt.signature === signature,
    ),
  );
}

/** What the wallet lost over all signatures of the trade besides what went into the swap. */
function costOf(history: History, trade: TradeFact, swap: FinalSwap): bigint {
  const address = history.wallets[trade.wallet]?.address;
  const signatures = new Set(
    trade.events.flatMap(({ event }) =>
      event.name === 'AttemptSigned' ? [event.attempt.signature] : [],
    ),
  );
  const lost = history.landings
    .filter(({ signature, fate }) => fate === 'finalized' && signatures.has(signature))
    .reduce((sum, landing) => sum - lamportsOf(landing, address), 0n);
  const vault = history.pools[swap.pool]?.solVault;
  const intoPool = swap.landing.changes.find(({ account }) => account === vault)?.units ?? 0n;
  return lost - intoPool;
}

function lamportsOf({ changes }: Landing, address: string | undefined): bigint {
  return changes.find(({ account }) => account === address)?.lamports ?? 0n;
}

/** What was said once stays said. */
export const steadyAnswers: Check = {
  name: 'steady-answers',
  invariant: 'INV-13',
  holds: 'A final answer never changes, and a success is taken back only as rolled back.',
  find: ({ answers, schedule }) =>
    schedule.intents
      .filter(({ key }) => key !== undefined)
      .flatMap(({ number, wallet }) => {
        const failsDisk =
          schedule.wallets[wallet]?.stops.some(({ diskFails }) => diskFails) === true;
        const told = answers.filter(({ intent }) => intent === number);
        return unsteady(told, failsDisk ? takesNothingBack : () => false);
      }),
};

/**
 * What is final on chain is answered although the disk that should have it has failed: the next
 * process follows the same signature until it has read that once more, and says so meanwhile.
 */
function takesNothingBack(before: ExecutionResult, after: ExecutionResult): boolean {
  // A process that cannot open its journal says that, and nothing of the trade.
  if (after.errorCode === 'JOURNAL__UNAVAILABLE') return after.status === undefined;
  const isSameSignature = after.txSignature === before.txSignature;
  return before.status === 'filled' && !isEnd(after) && isSameSignature;
}

function unsteady(
  answers: readonly AnswerFact[],
  isAllowed: (before: ExecutionResult, after: ExecutionResult) => boolean,
): string[] {
  let last: ExecutionResult | undefined;
  let wasSuccess = false;
  return answers.flatMap(({ intent, atMs, result }) => {
    const name = `intent ${intent} at ${atMs} ms`;
    const problems: string[] = [];
    if (last !== undefined && isEnd(last) && !isSame(last, result) && !isAllowed(last, result)) {
      problems.push(`${name}: ${told(result)} after ${told(last)}`);
    }
    if (wasSuccess && isEnd(result) && !result.success) {
      if (result.errorCode !== 'CONFIRM__ROLLED_BACK') {
        problems.push(`${name}: ${told(result)} after a success`);
      }
    }
    wasSuccess ||= result.success;
    last = result;
    return problems;
  });
}

function isEnd({ status }: ExecutionResult): boolean {
  return status === 'filled' || status === 'failed' || status === 'cancelled';
}

function isSame(left: ExecutionResult, right: ExecutionResult): boolean {
  return (
    left.status === right.status &&
    left.errorCode === right.errorCode &&
    left.txSignature === right.txSignature &&
    left.totalCostLamports === right.totalCostLamports
  );
}

function told({ status, errorCode, success }: ExecutionResult): string {
  return success ? `${status}` : `${status} ${errorCode}`;
}
