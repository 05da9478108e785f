import type { Address } from '@solana/kit';

import type { LooseMessage } from '../../src/testing/policyFixtures.ts';
import type { Refusal } from './hostileCase.ts';

/** Places in the transaction of a buy. */
export const BUY_AT = {
  limit: 0,
  price: 1,
  createWrapped: 2,
  createToken: 3,
  wrap: 4,
  sync: 5,
  swap: 6,
  revoke: 7,
  assertToken: 8,
  noCloser: 9,
  unwrap: 10,
  tip: 11,
  floor: 12,
} as const;

/** One instruction by addresses. */
export interface AddedInstruction {
  readonly program: string;
  readonly accounts: readonly string[];
  readonly data: readonly number[];
}

/** Puts an instruction into a message and gives its addresses a place there. */
export function addInstruction(
  message: LooseMessage,
  at: number,
  { program, accounts, data }: AddedInstruction,
): void {
  const indexOf = (name: string): number => {
    const known = message.accounts.indexOf(name as Address);
    return known === -1 ? message.accounts.push(name as Address) - 1 : known;
  };
  message.instructions.splice(at, 0, {
    programAddressIndex: indexOf(program),
    accountIndices: accounts.map(indexOf),
    data: Uint8Array.from(data),
  });
}

/** Changes the bytes of one instruction. */
export function writeInstruction(
  { instructions }: LooseMessage,
  at: number,
  write: (data: DataView) => void,
): void {
  const data = instructions[at]?.data;
  if (data === undefined) throw new Error(`there is no instruction ${at}`);
  write(new DataView(data.buffer, data.byteOffset, data.byteLength));
}

/** The refusal of an instruction, or of the whole draft, that says so. */
export const refused = (says: string): Refusal => ({ code: 'APPROVE__REFUSED', says });

/** Little-endian bytes of a number. */
export const u64 = (value: bigint): number[] =>
  Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
export const u32 = (value: number): number[] => u64(BigInt(value)).slice(0, 4);

/** An instruction of the system program. */
export const system = (
  tag: number,
  accounts: readonly string[],
  rest: readonly number[] = [],
): AddedInstruction => ({
  program: '11111111111111111111111111111111',
  accounts,
  data: [...u32(tag), ...rest],
});
