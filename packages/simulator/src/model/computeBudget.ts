import { COMPUTE_BUDGET_PROGRAM } from './programAddresses.ts';

/** What a transaction asks for, and offers. */
export interface ComputeBudget {
  readonly unitLimit: number;
  readonly microLamportsPerUnit: bigint;
}

/** Lamports a signature costs (Solana fee structure). */
const SIGNATURE_LAMPORTS = 5_000n;
const MICRO_PER_LAMPORT = 1_000_000n;
const UNIT_LIMIT_MAX = 1_400_000;
const UNITS_PER_INSTRUCTION_DEFAULT = 200_000;

/** Tags of the Compute Budget program. */
const SET_UNIT_LIMIT = 2;
const SET_UNIT_PRICE = 3;

interface BudgetInstruction {
  readonly program: string;
  readonly data: Uint8Array;
}

/** Reads limit and price out of a transaction's instructions. */
export function readComputeBudget(instructions: readonly BudgetInstruction[]): ComputeBudget {
  let limit: number | undefined;
  let microLamportsPerUnit = 0n;
  for (const { program, data } of instructions) {
    if (program !== COMPUTE_BUDGET_PROGRAM) continue;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data[0] === SET_UNIT_LIMIT && data.length === 5) limit = view.getUint32(1, true);
    if (data[0] === SET_UNIT_PRICE && data.length === 9) {
      microLamportsPerUnit = view.getBigUint64(1, true);
    }
  }
  const others = instructions.filter(({ program }) => program !== COMPUTE_BUDGET_PROGRAM).length;
  const unitLimit = Math.min(limit ?? others * UNITS_PER_INSTRUCTION_DEFAULT, UNIT_LIMIT_MAX);
  return { unitLimit, microLamportsPerUnit };
}

/** Whether an instruction of the Compute Budget program is one the model knows. */
export function isKnownBudgetInstruction(data: Uint8Array): boolean {
  return (
    (data[0] === SET_UNIT_LIMIT && data.length === 5) ||
    (data[0] === SET_UNIT_PRICE && data.length === 9)
  );
}

/** Lamports a transaction costs, whether it runs or fails. */
export function feeOf(budget: ComputeBudget, signatureCount: number): bigint {
  const micro = budget.microLamportsPerUnit * BigInt(budget.unitLimit);
  const priority = (micro + MICRO_PER_LAMPORT - 1n) / MICRO_PER_LAMPORT;
  return SIGNATURE_LAMPORTS * BigInt(signatureCount) + priority;
}
