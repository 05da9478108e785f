import {
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
} from '@solana/kit';
import type { SwapAccount } from '@quantbot/core';

/** One instruction with its accounts resolved to addresses. */
export interface DecodedInstruction {
  readonly index: number;
  readonly programAddress: string;
  readonly accounts: readonly SwapAccount[];
  readonly data: Uint8Array;
}

/** A message read back from its bytes. */
export interface DecodedMessage {
  /** Blockhash, which bounds the life of the transaction. */
  readonly blockhash: string;
  readonly feePayer: string;
  readonly signers: readonly string[];
  /** Addresses that the message does not name itself but takes from lookup tables. */
  readonly lookedUp: readonly string[];
  readonly instructions: readonly DecodedInstruction[];
}

/** Contents of lookup tables, by table address. */
export type LookupTables = Readonly<Record<string, readonly string[]>>;

/** Address that stands for an entry which the tables at hand do not have. */
export const UNRESOLVED = 'unresolved lookup';

/**
 * Reads a compiled message of version 0 back from its bytes, trusting nothing about how it was
 * made. Bytes that say the same in another way, with something behind them for example, are not
 * such a message: what is signed is what was read.
 *
 * @returns `undefined` when the bytes are not such a message.
 */
export function decodeMessage(
  messageBytes: Uint8Array,
  tables: LookupTables,
): DecodedMessage | undefined {
  const message = readExactly(messageBytes);
  if (message?.version !== 0) return undefined;
  const { header, staticAccounts, instructions, addressTableLookups = [] } = message;
  const pick = (table: string, indexes: readonly number[]): string[] =>
    indexes.map((index) => tables[table]?.[index] ?? UNRESOLVED);
  const loadedWritable = addressTableLookups.flatMap((lookup) =>
    pick(lookup.lookupTableAddress, lookup.writableIndexes),
  );
  const loadedReadonly = addressTableLookups.flatMap((lookup) =>
    pick(lookup.lookupTableAddress, lookup.readonlyIndexes),
  );
  const { numSignerAccounts, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = header;
  const accounts = [
    ...staticAccounts.map((address, index) => ({
      address: String(address),
      isSigner: index < numSignerAccounts,
      isWritable:
        index < numSignerAccounts
          ? index < numSignerAccounts - numReadonlySignerAccounts
          : index < staticAccounts.length - numReadonlyNonSignerAccounts,
    })),
    ...loadedWritable.map((address) => ({ address, isSigner: false, isWritable: true })),
    ...loadedReadonly.map((address) => ({ address, isSigner: false, isWritable: false })),
  ];
  const unknown = { address: UNRESOLVED, isSigner: false, isWritable: false };
  return {
    blockhash: message.lifetimeToken,
    feePayer: staticAccounts[0] ?? UNRESOLVED,
    signers: staticAccounts.slice(0, numSignerAccounts),
    lookedUp: [...loadedWritable, ...loadedReadonly],
    instructions: instructions.map((instruction, index) => ({
      index,
      programAddress: staticAccounts[instruction.programAddressIndex] ?? UNRESOLVED,
      accounts: (instruction.accountIndices ?? []).map((at) => accounts[at] ?? unknown),
      data: Uint8Array.from(instruction.data ?? []),
    })),
  };
}

const decoder = getCompiledTransactionMessageDecoder();
const encoder = getCompiledTransactionMessageEncoder();

function readExactly(messageBytes: Uint8Array) {
  try {
    const message = decoder.decode(messageBytes);
    const written = encoder.encode(message);
    const isSame =
      written.length === messageBytes.length &&
      written.every((byte, index) => byte === messageBytes[index]);
    return isSame ? message : undefined;
  } catch {
    // The decoder throws for bytes that end early or make no sense.
    return undefined;
  }
}
