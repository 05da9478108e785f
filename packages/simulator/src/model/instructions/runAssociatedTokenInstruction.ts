import { asTokenAccount, tokenAccountBytes } from '../account.ts';
import { associatedTokenAddress } from '../derivedAddress.ts';
import type { InstructionFailure, InstructionFrame } from '../instructionFrame.ts';
import {
  ASSOCIATED_TOKEN_PROGRAM,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  WRAPPED_SOL,
} from '../programAddresses.ts';
import { transferLamports } from './runSystemInstruction.ts';

/** CreateIdempotent of the Associated Token program. */
const CREATE_IDEMPOTENT_TAG = 1;
const PLACE = { payer: 0, account: 1, owner: 2, mint: 3, tokenProgram: 5 } as const;

/** Runs CreateIdempotent: makes a token account unless it is there. */
export function runAssociatedTokenInstruction(
  frame: InstructionFrame,
): InstructionFailure | undefined {
  const fail = (error: InstructionFailure['error']) => ({
    program: ASSOCIATED_TOKEN_PROGRAM,
    error,
  });
  if (frame.data.length !== 1 || frame.data[0] !== CREATE_IDEMPOTENT_TAG) {
    return fail('InvalidInstructionData');
  }
  const [account, owner, mint, tokenProgram] = (
    ['account', 'owner', 'mint', 'tokenProgram'] as const
  ).map((name) => frame.addressAt(PLACE[name])) as [string, string, string, string];
  if (tokenProgram !== TOKEN_PROGRAM && tokenProgram !== TOKEN_2022_PROGRAM) {
    return fail('IncorrectProgramId');
  }
  if (associatedTokenAddress({ owner, mint, tokenProgram }).address !== account) {
    return fail('InvalidSeeds');
  }
  const mintAccount = frame.read(mint);
  if (mintAccount?.content.kind !== 'mint' || mintAccount.program !== tokenProgram) {
    return fail('IncorrectProgramId');
  }
  const present = asTokenAccount(frame.read(account));
  if (present !== undefined) {
    return present.content.owner === owner ? undefined : fail('InvalidAccountData');
  }
  return create(frame, { account, owner, mint, tokenProgram });
}

/** The payer adds what is missing to the rent: an account may hold lamports before it is one. */
function create(
  frame: InstructionFrame,
  made: { account: string; owner: string; mint: string; tokenProgram: string },
): InstructionFailure | undefined {
  const { account, owner, mint, tokenProgram } = made;
  const rent = frame.rentLamports(tokenAccountBytes(tokenProgram));
  const held = frame.read(account)?.lamports ?? 0n;
  const from = frame.addressAt(PLACE.payer);
  if (held < rent) {
    if (!frame.isSigner(PLACE.payer)) {
      return { program: ASSOCIATED_TOKEN_PROGRAM, error: 'MissingRequiredSignature' };
    }
    const failure = transferLamports(frame, { from, to: account, lamports: rent - held });
    if (failure !== undefined) return failure;
  }
  const isNative = mint === WRAPPED_SOL;
  const lamports = held < rent ? rent : held;
  frame.write(account, {
    lamports,
    program: tokenProgram,
    content: {
      kind: 'token',
      mint,
      owner,
      units: isNative ? lamports - rent : 0n,
      rentReserve: isNative ? rent : undefined,
    },
  });
  return undefined;
}
