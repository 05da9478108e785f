import { isSignerRole, isWritableRole, type Instruction } from '@solana/kit';

/** An instruction as the endpoint writes it into JSON. */
export interface JupiterInstruction {
  readonly programId: string;
  readonly accounts: readonly {
    readonly pubkey: string;
    readonly isSigner: boolean;
    readonly isWritable: boolean;
  }[];
  /** Instruction data in base64. */
  readonly data: string;
}

/** Writes an instruction the way the endpoint answers it. */
export function toJupiterInstruction(instruction: Instruction): JupiterInstruction {
  return {
    programId: instruction.programAddress,
    accounts: (instruction.accounts ?? []).map(({ address, role }) => ({
      pubkey: address,
      isSigner: isSignerRole(role),
      isWritable: isWritableRole(role),
    })),
    data: Buffer.from(instruction.data ?? []).toString('base64'),
  };
}
