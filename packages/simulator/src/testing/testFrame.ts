import type { Account, TokenContent } from '../model/account.ts';
import type { InstructionFrame } from '../model/instructionFrame.ts';
import { SYSTEM_PROGRAM, TOKEN_PROGRAM } from '../model/programAddresses.ts';
import { rentLamportsOf } from '../model/rent.ts';

/** An instruction to run on made-up accounts. */
export interface TestInstruction {
  readonly program: string;
  readonly data: readonly number[] | Uint8Array;
  readonly accounts: readonly string[];
  readonly signers: readonly string[];
}

/** A frame over accounts that the test reads and writes directly. */
export function createTestFrame(
  state: Map<string, Account>,
  { program, data, accounts, signers }: TestInstruction,
): InstructionFrame {
  return {
    program,
    data: Uint8Array.from(data),
    accountCount: accounts.length,
    addressAt: (place) => accounts[place] ?? '',
    isSigner: (place) => signers.includes(accounts[place] ?? ''),
    read: (address) => state.get(address),
    write: (address, account) => {
      if (account === undefined) state.delete(address);
      else state.set(address, account);
    },
    rentLamports: rentLamportsOf,
  };
}

/** An account of the System program. */
export function systemAccount(lamports: bigint): Account {
  return { lamports, program: SYSTEM_PROGRAM, content: { kind: 'empty' } };
}

/** A mint of the classic token program. */
export function mintAccount(decimals: number, program = TOKEN_PROGRAM): Account {
  return { lamports: 1_461_600n, program, content: { kind: 'mint', decimals, supply: 0n } };
}

/** A token account of the classic token program; wrapped SOL if it has a rent reserve. */
export function tokenAccount(
  content: Pick<TokenContent, 'mint' | 'owner' | 'units'> & Partial<TokenContent>,
  program = TOKEN_PROGRAM,
): Account {
  const rentReserve = content.rentReserve;
  return {
    lamports: 2_039_280n + (rentReserve === undefined ? 0n : content.units),
    program,
    content: { kind: 'token', rentReserve, ...content },
  };
}
