import { dataBytesOf, withLamports, type Account } from './account.ts';
import { feeOf, isKnownBudgetInstruction } from './computeBudget.ts';
import type {
  InstructionError,
  InstructionFailure,
  InstructionFrame,
  InstructionHandler,
} from './instructionFrame.ts';
import { runAssociatedTokenInstruction } from './instructions/runAssociatedTokenInstruction.ts';
import { runSwapInstruction } from './instructions/runSwapInstruction.ts';
import { runSystemInstruction } from './instructions/runSystemInstruction.ts';
import { runTokenInstruction } from './instructions/runTokenInstruction.ts';
import {
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MODEL_SWAP_PROGRAM_ADDRESS,
  SYSTEM_PROGRAM,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
} from './programAddresses.ts';
import { rentLamportsOf } from './rent.ts';
import type { AccountReader } from './stateLayer.ts';
import type { WireInstruction, WireTransaction } from './readWire.ts';

/** Why a transaction that is in a block failed, as nodes write it. */
export type TransactionError =
  | { readonly InstructionError: readonly [number, InstructionError] }
  | { readonly InsufficientFundsForRent: { readonly account_index: number } };

/** What running a transaction did. */
export interface Execution {
  /** `null` when it ran. */
  readonly error: TransactionError | null;
  /** Instruction and program that failed, for the logs. */
  readonly failure: (InstructionFailure & { readonly index: number }) | undefined;
  readonly computeUnits: number;
  readonly feeLamports: bigint;
  /** Accounts of the transaction before and after, in its own order. */
  readonly before: ReadonlyArray<Account | undefined>;
  readonly after: ReadonlyArray<Account | undefined>;
  /** Every account that changed; `undefined` for one that is gone. */
  readonly writes: ReadonlyMap<string, Account | undefined>;
}

/** Why a transaction cannot be in a block at all (Solana `TransactionError`). */
export type Inadmissible = 'AccountNotFound' | 'InsufficientFundsForFee';

/** Programs with their handlers, and compute units that each call takes, roughly. */
const PROGRAMS: ReadonlyMap<string, { readonly run: InstructionHandler; readonly units: number }> =
  new Map([
    [COMPUTE_BUDGET_PROGRAM, { run: runComputeBudget, units: 150 }],
    [SYSTEM_PROGRAM, { run: runSystemInstruction, units: 150 }],
    [TOKEN_PROGRAM, { run: runTokenInstruction, units: 4_500 }],
    [TOKEN_2022_PROGRAM, { run: runTokenInstruction, units: 4_500 }],
    [ASSOCIATED_TOKEN_PROGRAM, { run: runAssociatedTokenInstruction, units: 22_000 }],
    [MODEL_SWAP_PROGRAM_ADDRESS, { run: runSwapInstruction, units: 40_000 }],
  ]);

function runComputeBudget({ data }: InstructionFrame): InstructionFailure | undefined {
  return isKnownBudgetInstruction(data)
    ? undefined
    : { program: COMPUTE_BUDGET_PROGRAM, error: 'InvalidInstructionData' };
}

/**
 * Runs a transaction on a state without changing it. A failed one costs its fee and does nothing
 * else.
 *
 * @returns what it did, or why no leader would take it.
 */
export function executeTransaction(
  transaction: WireTransaction,
  state: AccountReader,
): Execution | Inadmissible {
  const { accounts, feePayer, budget, signatures } = transaction;
  const feeLamports = feeOf(budget, signatures.length);
  const payer = state.read(feePayer);
  if (payer === undefined) return 'AccountNotFound';
  if (!canPay(payer, feeLamports)) return 'InsufficientFundsForFee';
  const paid = withLamports(payer, payer.lamports - feeLamports);
  const afterFee = new Map<string, Account | undefined>([
    [feePayer, paid.lamports === 0n ? undefined : paid],
  ]);
  const scratch = new Map(afterFee);
  const read = (address: string): Account | undefined =>
    scratch.has(address) ? scratch.get(address) : state.read(address);
  const { failure, computeUnits } = runInstructions(transaction, { read, scratch });
  const before = accounts.map((address) => state.read(address));
  const rentProblem = failure === undefined ? poorAccount(transaction, read, before) : undefined;
  const isDone = failure === undefined && rentProblem === undefined;
  const writes = isDone ? scratch : afterFee;
  return {
    error: errorOf(failure, rentProblem),
    failure,
    computeUnits,
    feeLamports,
    before,
    after: accounts.map((address, index) =>
      writes.has(address) ? writes.get(address) : before[index],
    ),
    writes,
  };
}

/** A fee payer must be an account of the System program that keeps its rent, or be emptied. */
function canPay(payer: Account, feeLamports: bigint): boolean {
  const left = payer.lamports - feeLamports;
  const isSystem = payer.program === SYSTEM_PROGRAM && payer.content.kind === 'empty';
  return isSystem && (left === 0n || left >= rentLamportsOf(0));
}

interface Run {
  readonly read: (address: string) => Account | undefined;
  readonly scratch: Map<string, Account | undefined>;
}

function runInstructions(
  transaction: WireTransaction,
  run: Run,
): Pick<Execution, 'failure' | 'computeUnits'> {
  const { unitLimit } = transaction.budget;
  let computeUnits = 0;
  for (const [index, instruction] of transaction.instructions.entries()) {
    const program = PROGRAMS.get(instruction.program);
    const units = computeUnits + (program?.units ?? 0);
    if (units > unitLimit) {
      const error = 'ComputationalBudgetExceeded' as const;
      const failure = { index, program: instruction.program, error };
      return { failure, computeUnits: unitLimit };
    }
    computeUnits = units;
    const failed = runOne(transaction, instruction, { ...run, handler: program?.run });
    if (failed !== undefined) return { failure: { index, ...failed }, computeUnits };
  }
  return { failure: undefined, computeUnits };
}

function runOne(
  transaction: WireTransaction,
  instruction: WireInstruction,
  { read, scratch, handler }: Run & { readonly handler: InstructionHandler | undefined },
): InstructionFailure | undefined {
  const { accounts, signerCount, isWritable } = transaction;
  if (handler === undefined) return { program: instruction.program, error: 'IncorrectProgramId' };
  let isIllegal = false;
  const failure = handler({
    program: instruction.program,
    data: instruction.data,
    accountCount: instruction.accounts.length,
    addressAt: (place) => accounts[instruction.accounts[place] ?? -1] ?? '',
    isSigner: (place) => (instruction.accounts[place] ?? signerCount) < signerCount,
    read,
    rentLamports: rentLamportsOf,
    write: (address, account) => {
      const place = accounts.indexOf(address);
      if (place < 0 || isWritable[place] !== true) isIllegal = true;
      else scratch.set(address, account?.lamports === 0n ? undefined : account);
    },
  });
  if (failure !== undefined || !isIllegal) return failure;
  return { program: instruction.program, error: 'ReadonlyDataModified' };
}

/** First account that is left with less than its rent and had more, or was not there, before. */
function poorAccount(
  { accounts }: WireTransaction,
  read: Run['read'],
  before: ReadonlyArray<Account | undefined>,
): number | undefined {
  const index = accounts.findIndex((address, place) => {
    const now = read(address);
    if (now === undefined || now === before[place]) return false;
    return now.lamports < rentLamportsOf(dataBytesOf(now));
  });
  return index < 0 ? undefined : index;
}

function errorOf(failure: Execution['failure'], poor: number | undefined): TransactionError | null {
  if (failure !== undefined) return { InstructionError: [failure.index, failure.error] };
  if (poor !== undefined) return { InsufficientFundsForRent: { account_index: poor } };
  return null;
}
