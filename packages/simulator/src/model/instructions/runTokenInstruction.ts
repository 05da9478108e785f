import { asTokenAccount, withUnits, type TokenAccount } from '../account.ts';
import {
  customError,
  type InstructionErrorKind,
  type InstructionFailure,
  type InstructionFrame,
} from '../instructionFrame.ts';
import { SYSTEM_PROGRAM } from '../programAddresses.ts';

/** Tags and errors of the token programs (SPL Token interface). */
const TAG = {
  revoke: 5,
  setAuthority: 6,
  closeAccount: 9,
  transferChecked: 12,
  syncNative: 17,
} as const;
const CLOSE_AUTHORITY = 3;
const NOBODY = 0;
const SET_AUTHORITY_TO_NOBODY_BYTES = 3;
const TRANSFER_CHECKED_BYTES = 10;
const TOKEN_ERROR = {
  insufficientFunds: 1,
  mintMismatch: 3,
  ownerMismatch: 4,
  nonNativeHasBalance: 11,
  mintDecimalsMismatch: 18,
  nonNativeNotSupported: 19,
} as const;

/** Runs an instruction of SPL Token or of Token-2022, which share what the executor uses. */
export function runTokenInstruction(frame: InstructionFrame): InstructionFailure | undefined {
  const { data } = frame;
  if (data[0] === TAG.transferChecked && data.length === TRANSFER_CHECKED_BYTES) {
    return runTransferChecked(frame);
  }
  if (data[0] === TAG.revoke && data.length === 1) return runByOwner(frame);
  const setsNobody = data.length === SET_AUTHORITY_TO_NOBODY_BYTES && data[2] === NOBODY;
  if (data[0] === TAG.setAuthority && setsNobody && data[1] === CLOSE_AUTHORITY) {
    return runByOwner(frame);
  }
  if (data[0] === TAG.closeAccount && data.length === 1) return runCloseAccount(frame);
  if (data[0] === TAG.syncNative && data.length === 1) return runSyncNative(frame);
  return failure(frame, 'InvalidInstructionData');
}

function runTransferChecked(frame: InstructionFrame): InstructionFailure | undefined {
  const view = new DataView(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength);
  if (!frame.isSigner(3)) return failure(frame, 'MissingRequiredSignature');
  return transferUnits(frame, {
    tokenProgram: frame.program,
    from: frame.addressAt(0),
    mint: frame.addressAt(1),
    to: frame.addressAt(2),
    authority: frame.addressAt(3),
    units: view.getBigUint64(1, true),
    decimals: frame.data[9] ?? 0,
  });
}

/** A TransferChecked, whoever asks for it: a transaction, or a program on its own behalf. */
export interface UnitTransfer {
  readonly tokenProgram: string;
  readonly from: string;
  readonly mint: string;
  readonly to: string;
  readonly authority: string;
  readonly units: bigint;
  readonly decimals: number;
}

/** Moves tokens as the token programs do, in the order of their checks. */
export function transferUnits(
  frame: InstructionFrame,
  transfer: UnitTransfer,
): InstructionFailure | undefined {
  const { tokenProgram, from, to, mint, authority, units, decimals } = transfer;
  const [source, target] = [tokenAccount(frame, transfer, from), tokenAccount(frame, transfer, to)];
  const mintAccount = frame.read(mint);
  if (source === undefined || target === undefined || mintAccount?.content.kind !== 'mint') {
    return { program: tokenProgram, error: 'InvalidAccountData' };
  }
  const fail = (code: number) => customError(tokenProgram, code);
  if (source.content.units < units) return fail(TOKEN_ERROR.insufficientFunds);
  if (source.content.mint !== mint || target.content.mint !== mint) {
    return fail(TOKEN_ERROR.mintMismatch);
  }
  if (mintAccount.content.decimals !== decimals) return fail(TOKEN_ERROR.mintDecimalsMismatch);
  if (source.content.owner !== authority) return fail(TOKEN_ERROR.ownerMismatch);
  if (from === to || units === 0n) return undefined;
  frame.write(from, withUnits(source, source.content.units - units));
  frame.write(to, withUnits(target, target.content.units + units));
  return undefined;
}

function tokenAccount(
  frame: InstructionFrame,
  { tokenProgram }: UnitTransfer,
  address: string,
): TokenAccount | undefined {
  const account = asTokenAccount(frame.read(address));
  return account?.program === tokenProgram ? account : undefined;
}

function runCloseAccount(frame: InstructionFrame): InstructionFailure | undefined {
  const [address, destination, owner] = [0, 1, 2].map((place) => frame.addressAt(place)) as [
    string,
    string,
    string,
  ];
  const account = asTokenAccount(frame.read(address));
  if (account?.program !== frame.program || address === destination) {
    return failure(frame, 'InvalidAccountData');
  }
  const { units, rentReserve } = account.content;
  if (rentReserve === undefined && units !== 0n) {
    return customError(frame.program, TOKEN_ERROR.nonNativeHasBalance);
  }
  if (account.content.owner !== owner) return customError(frame.program, TOKEN_ERROR.ownerMismatch);
  if (!frame.isSigner(2)) return failure(frame, 'MissingRequiredSignature');
  const target = frame.read(destination);
  frame.write(address, undefined);
  frame.write(destination, {
    program: target?.program ?? SYSTEM_PROGRAM,
    content: target?.content ?? { kind: 'empty' },
    lamports: (target?.lamports ?? 0n) + account.lamports,
  });
  return undefined;
}

/** Nobody is made a delegate or a closer in the model: all that can be told is who may say so. */
function runByOwner(frame: InstructionFrame): InstructionFailure | undefined {
  const account = asTokenAccount(frame.read(frame.addressAt(0)));
  if (account?.program !== frame.program) return failure(frame, 'InvalidAccountData');
  if (account.content.owner !== frame.addressAt(1)) {
    return customError(frame.program, TOKEN_ERROR.ownerMismatch);
  }
  return frame.isSigner(1) ? undefined : failure(frame, 'MissingRequiredSignature');
}

function runSyncNative(frame: InstructionFrame): InstructionFailure | undefined {
  const address = frame.addressAt(0);
  const account = asTokenAccount(frame.read(address));
  if (account?.program !== frame.program) return failure(frame, 'InvalidAccountData');
  const { rentReserve } = account.content;
  if (rentReserve === undefined) {
    return customError(frame.program, TOKEN_ERROR.nonNativeNotSupported);
  }
  const units = account.lamports - rentReserve;
  frame.write(address, { ...account, content: { ...account.content, units } });
  return undefined;
}

function failure(frame: InstructionFrame, error: InstructionErrorKind): InstructionFailure {
  return { program: frame.program, error };
}
