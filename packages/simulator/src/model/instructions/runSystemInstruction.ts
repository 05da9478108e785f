import { withLamports } from '../account.ts';
import {
  customError,
  type InstructionFailure,
  type InstructionFrame,
} from '../instructionFrame.ts';
import { SYSTEM_PROGRAM } from '../programAddresses.ts';

/** System program: Transfer, with a 64-bit amount. */
const TRANSFER_TAG = 2;
const TRANSFER_BYTES = 12;
/** `SystemError::ResultWithNegativeLamports` */
const NEGATIVE_LAMPORTS = 1;

/** Runs the one instruction of the System program that the executor uses: a transfer. */
export function runSystemInstruction(frame: InstructionFrame): InstructionFailure | undefined {
  const { data } = frame;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length !== TRANSFER_BYTES || view.getUint32(0, true) !== TRANSFER_TAG) {
    return { program: SYSTEM_PROGRAM, error: 'InvalidInstructionData' };
  }
  if (!frame.isSigner(0)) return { program: SYSTEM_PROGRAM, error: 'MissingRequiredSignature' };
  return transferLamports(frame, {
    from: frame.addressAt(0),
    to: frame.addressAt(1),
    lamports: view.getBigUint64(4, true),
  });
}

/** A transfer of lamports between two addresses, maybe the same. */
export interface LamportTransfer {
  readonly from: string;
  readonly to: string;
  readonly lamports: bigint;
}

/** Moves lamports as the System program does: from an account of its own, as far as they are there. */
export function transferLamports(
  frame: InstructionFrame,
  { from, to, lamports }: LamportTransfer,
): InstructionFailure | undefined {
  const source = frame.read(from);
  if (source !== undefined && source.program !== SYSTEM_PROGRAM) {
    return { program: SYSTEM_PROGRAM, error: 'InvalidArgument' };
  }
  if (source === undefined || source.lamports < lamports) {
    return lamports === 0n ? undefined : customError(SYSTEM_PROGRAM, NEGATIVE_LAMPORTS);
  }
  if (from === to || lamports === 0n) return undefined;
  frame.write(from, withLamports(source, source.lamports - lamports));
  const target = frame.read(to);
  frame.write(
    to,
    target === undefined
      ? { lamports, program: SYSTEM_PROGRAM, content: { kind: 'empty' } }
      : withLamports(target, target.lamports + lamports),
  );
  return undefined;
}
