import type { SwapAccount } from '@quantbot/core';

import { addressText } from '../transaction/addressText.ts';
import { readMessage, type MessageBudget, type MessageVersion } from './readMessage.ts';

/** One instruction with its accounts resolved to addresses. */
export interface DecodedInstruction {
  readonly index: number;
  readonly programAddress: string;
  readonly accounts: readonly SwapAccount[];
  readonly data: Uint8Array;
}

/** A message read back from its bytes. */
export interface DecodedMessage {
  readonly version: MessageVersion;
  /** Blockhash, which bounds the life of the transaction. */
  readonly blockhash: string;
  readonly feePayer: string;
  readonly signers: readonly string[];
  /** Every address, those from lookup tables last: writable ones, then readable ones. */
  readonly addresses: readonly string[];
  /** Addresses that the message does not name itself but takes from lookup tables. */
  readonly lookedUp: readonly string[];
  readonly instructions: readonly DecodedInstruction[];
  /** Limits and fee of a version 1 message, which stand in its header. */
  readonly budget: MessageBudget | undefined;
}

/** Contents of lookup tables, by table address. */
export type LookupTables = Readonly<Record<string, readonly string[]>>;

/** Address that stands for an entry which the tables at hand do not have. */
export const UNRESOLVED = 'unresolved lookup';

/**
 * Reads a compiled message back from its bytes, trusting nothing about how it was made. Bytes that
 * say the same in another way, with something behind them for example, are not such a message: what
 * is signed is what was read.
 *
 * @returns `undefined` when the bytes are no message of a known version.
 */
export function decodeMessage(
  messageBytes: Uint8Array,
  tables: LookupTables,
): DecodedMessage | undefined {
  const message = readMessage(messageBytes);
  if (message === undefined) return undefined;
  const { version, signerCount, readonlySignerCount, readonlyOtherCount, budget } = message;
  const named = message.staticAccounts.map((account): string => addressText(account));
  const pick = (table: string, indexes: Uint8Array): string[] =>
    Array.from(indexes, (index) => tables[table]?.[index] ?? UNRESOLVED);
  const loadedWritable = message.lookups.flatMap(({ table, writableIndexes }) =>
    pick(addressText(table), writableIndexes),
  );
  const loadedReadonly = message.lookups.flatMap(({ table, readonlyIndexes }) =>
    pick(addressText(table), readonlyIndexes),
  );
  const accounts = [
    ...named.map((address, index) => ({
      address,
      isSigner: index < signerCount,
      isWritable:
        index < signerCount
          ? index < signerCount - readonlySignerCount
          : index < named.length - readonlyOtherCount,
    })),
    ...loadedWritable.map((address) => ({ address, isSigner: false, isWritable: true })),
    ...loadedReadonly.map((address) => ({ address, isSigner: false, isWritable: false })),
  ];
  const unknown = { address: UNRESOLVED, isSigner: false, isWritable: false };
  return {
    version,
    blockhash: addressText(message.blockhash),
    feePayer: named[0] ?? UNRESOLVED,
    signers: named.slice(0, signerCount),
    addresses: [...named, ...loadedWritable, ...loadedReadonly],
    lookedUp: [...loadedWritable, ...loadedReadonly],
    instructions: message.instructions.map(({ programIndex, accountIndexes, data }, index) => ({
      index,
      programAddress: named[programIndex] ?? UNRESOLVED,
      accounts: Array.from(accountIndexes, (at) => accounts[at] ?? unknown),
      data,
    })),
    budget,
  };
}
