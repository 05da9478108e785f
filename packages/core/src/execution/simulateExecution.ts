import { decimalText, formatUnits, toDecimal } from '../amounts/decimalText.ts';
import { SOL_DECIMALS } from '../amounts/units.ts';
import type { AnyExecutionRequest, ExecutionResult } from '../ports/executionPort.ts';

const BASE_FEE_LAMPORTS = 5_000;
const COMPUTE_UNITS = 200_000;
const MICRO_PER_LAMPORT = 1_000_000;
const PRICE_SOL_PER_TOKEN = 0.001;
const TOKENS_PER_SOL = 1_000n;

/**
 * Makes up the answer of a trade without asking any chain: a fixed price of 0.001 SOL per token, a
 * base fee and a priority fee on 200 000 compute units. The same key always gets the same
 * signature, so that a test can name it before the call.
 *
 * @param request - A valid request.
 * @param key - Names the trade; becomes part of the signature.
 */
export function simulateExecution(request: AnyExecutionRequest, key: string): ExecutionResult {
  const priorityFee = Math.ceil(((request.priorityFee ?? 0) * COMPUTE_UNITS) / MICRO_PER_LAMPORT);
  const totalFee = BASE_FEE_LAMPORTS + priorityFee;
  const base: ExecutionResult = {
    success: true,
    txSignature: `dry-run-${signatureText(key)}`,
    executedPrice: PRICE_SOL_PER_TOKEN,
    executedPriceText: decimalText(PRICE_SOL_PER_TOKEN),
    fees: { networkFee: BASE_FEE_LAMPORTS, priorityFee, totalFee },
    idempotencyKey: key,
    simulated: true,
    dryRun: true,
    attempts: 0,
    jitoTip: 0,
    rent: 0,
    totalCostLamports: totalFee,
  };
  const executedAmount = simulatedAmount(request);
  return executedAmount === undefined ? base : { ...base, executedAmount };
}

/** Tokens of the trade; unknown where only the chain knows the decimals or the balance. */
function simulatedAmount(request: AnyExecutionRequest): number | undefined {
  if (request.side === 'sell') return request.amount;
  const sol =
    request.amountBaseUnits === undefined
      ? request.amount
      : Number(formatUnits(BigInt(request.amountBaseUnits), SOL_DECIMALS));
  if (sol === undefined) return undefined;
  const { digits, scale } = toDecimal(sol);
  return Number(formatUnits(digits * TOKENS_PER_SOL, scale));
}

/** FNV-1a with 64 bits: short, stable, and not meant to keep a secret. */
function signatureText(key: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of key) {
    hash ^= BigInt(character.codePointAt(0) ?? 0);
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return hash.toString(36).padStart(13, '0');
}
