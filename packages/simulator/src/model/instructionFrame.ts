import type { Account } from './account.ts';

/** Why an instruction failed: a program's own number, or a kind of the runtime. */
export type InstructionError = { readonly Custom: number } | InstructionErrorKind;

/** Kinds of the runtime that the model uses (Solana `InstructionError`). */
export type InstructionErrorKind =
  | 'ComputationalBudgetExceeded'
  | 'IncorrectProgramId'
  | 'InvalidAccountData'
  | 'InvalidArgument'
  | 'InvalidInstructionData'
  | 'InvalidSeeds'
  | 'MissingRequiredSignature'
  | 'NotEnoughAccountKeys'
  | 'ReadonlyDataModified';

/** A failure, and the program in which it happened. */
export interface InstructionFailure {
  readonly error: InstructionError;
  readonly program: string;
}

/** What one instruction sees and may change. */
export interface InstructionFrame {
  readonly program: string;
  readonly data: Uint8Array;
  readonly accountCount: number;
  /** Address at a place of the instruction's accounts; empty text where there is none. */
  addressAt(place: number): string;
  isSigner(place: number): boolean;
  read(address: string): Account | undefined;
  /** Changes an account; `undefined` removes it. */
  write(address: string, account: Account | undefined): void;
  /** Lamports that an account of so many bytes needs. */
  rentLamports(dataBytes: number): bigint;
}

/** Runs an instruction of one program. */
export type InstructionHandler = (frame: InstructionFrame) => InstructionFailure | undefined;

/** A failure with a program's own number. */
export function customError(program: string, code: number): InstructionFailure {
  return { program, error: { Custom: code } };
}
