import { ExecutionError, fault, isFault, reasonOf, type Fault } from '@quantbot/core';
import { getBase64Decoder } from '@solana/kit';

import { approveTransaction } from '../approve/approveTransaction.ts';
import { simulateDraft } from '../approve/simulateDraft.ts';
import { buildTransaction } from '../build/buildTransaction.ts';
import { BASE_FEE_LAMPORTS, priorityFeeLamports } from '../transaction/feeBudget.ts';
import type { AttemptPlan } from '../journal/tradeEvents.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';
import { rehearsedResult } from '../settle/rehearsedResult.ts';
import { faultyResult } from '../settle/tradeResult.ts';
import { signAttempt, type SignedTransaction } from '../sign/signAttempt.ts';
import type { ExecutorParts } from './executorParts.ts';
import { followAttempt } from './followAttempt.ts';
import { prepareTrade, type PreparedTrade } from './prepareTrade.ts';
import { signPolicyOf } from './signPolicyOf.ts';

/**
 * Runs an admitted trade to its answer. A defect above the point of no return denies the trade;
 * below it the trade stays open, because only the chain may end it.
 */
export async function executeTrade(parts: ExecutorParts, tradeId: string): Promise<void> {
  try {
    await runPipeline(parts, tradeId);
  } catch (cause) {
    const { status } = parts.log.current(tradeId);
    // Cancelled meanwhile: nothing is signed, so nothing more may stay reserved.
    if (status === 'cancelled') release(parts, tradeId);
    if (parts.closing.aborted || status !== 'admitted') throw cause;
    deny(parts, tradeId, fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) }));
  }
}

/**
 * The pipeline, top to bottom. Every exit above the point of no return is a denial: nothing was
 * signed, nothing was sent. Below it only the chain decides.
 */
async function runPipeline(parts: ExecutorParts, tradeId: string): Promise<void> {
  const { log, config, telemetry } = parts;
  const { key, mode, status } = log.current(tradeId);
  // Cancelled while it stood in line.
  if (status !== 'admitted') return;

  const prepared = await prepareTrade(parts, log.current(tradeId));
  if (isFault(prepared)) return deny(parts, tradeId, prepared);
  const { plan, blockhash } = prepared;

  const draft = telemetry.stage(key, 'build', () => buildTransaction(plan, blockhash));
  if (isFault(draft)) return deny(parts, tradeId, draft);
  parts.feeLevels.remember(plan.mint.mint, draft.writableAccounts);

  const sized = await telemetry.stageAsync(key, 'simulate', async () =>
    simulateDraft(parts.pool, {
      messageBytes: draft.messageBytes,
      computeUnitLimitMax: plan.computeUnitLimitMax,
      decoders: config.decoders,
    }),
  );
  if (isFault(sized)) return deny(parts, tradeId, sized);

  const approved = telemetry.stage(key, 'approve', () =>
    approveTransaction(sized.messageBytes, signPolicyOf(config, prepared)),
  );
  if (isFault(approved)) return deny(parts, tradeId, approved);

  const late = tooLateToSign(parts, tradeId, prepared);
  if (late !== undefined) return deny(parts, tradeId, late);
  if (mode === 'dry') return rehearse(parts, tradeId, { prepared, limit: sized.computeUnitLimit });

  requireLive(parts, tradeId);
  if (log.current(tradeId).status !== 'admitted') return release(parts, tradeId);
  const signed = await telemetry.stageAsync(key, 'sign', async () =>
    signAttempt(parts.signer, approved),
  );
  if (log.current(tradeId).status !== 'admitted') return release(parts, tradeId);
  const attempt = planAttempt(parts, tradeId, {
    prepared,
    signed,
    computeUnitLimit: sized.computeUnitLimit,
  });
  await telemetry.stageAsync(key, 'journal', async () => {
    log.record(tradeId, { name: 'AttemptSigned', attempt });
    await log.durable();
  });

  // ══ the point of no return: signature and bytes are durable, and only now may a byte leave ══

  return followAttempt(parts, tradeId, lastAttempt(parts, tradeId));
}

/** Ends a trade that was refused before anything was signed. */
function deny(parts: ExecutorParts, tradeId: string, problem: Fault): void {
  const trade = parts.log.current(tradeId);
  release(parts, tradeId);
  if (trade.status !== 'admitted') return;
  const result = faultyResult(trade, problem, 'denied');
  parts.log.record(tradeId, { name: 'TradeDenied', code: problem.code, result });
}

function release(parts: ExecutorParts, tradeId: string): void {
  parts.ledger.release(tradeId);
}

/** Wall time, the age of the quote and a closing adapter may only forbid signing. */
function tooLateToSign(
  parts: ExecutorParts,
  tradeId: string,
  { quote }: PreparedTrade,
): Fault | undefined {
  const { clock, platform, quoteAgeMsMax } = parts.config;
  if (parts.closing.aborted) return fault('EXECUTOR__CLOSED');
  const held = parts.hold.reason();
  if (held !== undefined) return held;
  const { deadlineAtMs, createdAtMs } = parts.log.current(tradeId);
  const lateMs = clock.nowMs() - deadlineAtMs;
  if (lateMs >= 0) {
    return fault('DEADLINE__EXPIRED', { deadlineMs: deadlineAtMs - createdAtMs, lateMs });
  }
  const ageMs = Math.round(platform.monotonicMs() - quote.askedAtMs);
  return ageMs > quoteAgeMsMax ? fault('QUOTE__STALE', { ageMs, quoteAgeMsMax }) : undefined;
}

/** The last lock before a signature: no path through the code signs while dry-run is on. */
function requireLive(parts: ExecutorParts, tradeId: string): void {
  if (!parts.config.dryRun) return;
  const detail = `live trade ${tradeId} reached signing in dry-run`;
  throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-03', detail });
}

function rehearse(
  parts: ExecutorParts,
  tradeId: string,
  rehearsal: { readonly prepared: PreparedTrade; readonly limit: number },
): void {
  release(parts, tradeId);
  const trade = parts.log.current(tradeId);
  if (trade.status !== 'admitted') return;
  const { prepared, limit } = rehearsal;
  const result = rehearsedResult(trade, prepared.plan, { quote: prepared.quote, limit });
  parts.log.record(tradeId, { name: 'TradeRehearsed', result });
}

interface AttemptInputs {
  readonly prepared: PreparedTrade;
  readonly signed: SignedTransaction;
  readonly computeUnitLimit: number;
}

function planAttempt(parts: ExecutorParts, tradeId: string, inputs: AttemptInputs): AttemptPlan {
  const { prepared, signed, computeUnitLimit } = inputs;
  const { plan, quote, blockhash } = prepared;
  const priority = priorityFeeLamports(plan.computeUnitPrice, BigInt(computeUnitLimit));
  return {
    number: parts.log.current(tradeId).attempts.length + 1,
    signature: signed.signature,
    wireBase64: getBase64Decoder().decode(signed.wire),
    blockhash: blockhash.blockhash,
    deathHeight: String(blockhash.deathHeight),
    signedAtSlot: String(blockhash.slot),
    tokenDecimals: plan.mint.decimals,
    tokenProgram: plan.mint.tokenProgram,
    amountIn: String(plan.amountIn),
    quotedOut: String(quote.amountOut),
    minimumOut: String(plan.minimumOut),
    baseFeeLamports: String(BASE_FEE_LAMPORTS),
    priorityFeeLamports: String(priority),
    tipLamports: String(plan.tip?.lamports ?? 0n),
    tokenAccount: plan.tokenAccount.address,
    wrappedSolAccount: plan.wrappedSol.address,
    venue: quote.venue,
    slippageBps: prepared.slippageBps,
  };
}

function lastAttempt(parts: ExecutorParts, tradeId: string): AttemptRecord {
  const attempt = parts.log.current(tradeId).attempts.at(-1);
  if (attempt === undefined) throw new TypeError(`trade ${tradeId} has no attempt`);
  return attempt;
}
