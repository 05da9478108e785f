import {
  getAddressEncoder,
  type Address,
  type CompiledTransactionMessage,
  type CompiledTransactionMessageWithLifetime,
} from '@solana/kit';

/** A compiled message of version 0, as the chain library has it. */
export type CompiledMessage = Extract<CompiledTransactionMessage, { readonly version: 0 }> &
  CompiledTransactionMessageWithLifetime;

const VERSION_0 = 0x80;
const ADDRESS_BYTES = 32;
const addressEncoder = getAddressEncoder();
const knownBytes = new Map<string, Uint8Array>();
const KNOWN_BYTES_MAX = 4_096;

/**
 * Writes a compiled message of version 0. The chain library's own encoder writes the same (a test
 * holds them together), and spends nine tenths of its time on reading addresses out of base58, most
 * of which come again with the next trade; it is asked for each once.
 */
export function writeMessage(message: CompiledMessage): Uint8Array {
  const { header, staticAccounts, instructions, addressTableLookups = [] } = message;
  const bytes: number[] = [
    VERSION_0,
    header.numSignerAccounts,
    header.numReadonlySignerAccounts,
    header.numReadonlyNonSignerAccounts,
  ];
  pushLength(bytes, staticAccounts.length);
  for (const account of staticAccounts) bytes.push(...bytesOf(account));
  bytes.push(...bytesOf(message.lifetimeToken));
  pushLength(bytes, instructions.length);
  for (const { programAddressIndex, accountIndices = [], data = [] } of instructions) {
    bytes.push(programAddressIndex);
    pushList(bytes, accountIndices);
    pushList(bytes, data);
  }
  pushLength(bytes, addressTableLookups.length);
  for (const { lookupTableAddress, writableIndexes, readonlyIndexes } of addressTableLookups) {
    bytes.push(...bytesOf(lookupTableAddress));
    pushList(bytes, writableIndexes);
    pushList(bytes, readonlyIndexes);
  }
  return Uint8Array.from(bytes);
}

function pushList(bytes: number[], list: ArrayLike<number> & Iterable<number>): void {
  pushLength(bytes, list.length);
  bytes.push(...list);
}

/** Compact-u16, Solana's length prefix: seven bits a byte, low bits first. */
function pushLength(bytes: number[], length: number): void {
  let left = length;
  while (left > 0x7f) {
    bytes.push((left & 0x7f) | 0x80);
    left >>= 7;
  }
  bytes.push(left);
}

function bytesOf(address: string): Uint8Array {
  const known = knownBytes.get(address);
  if (known !== undefined) return known;
  if (knownBytes.size >= KNOWN_BYTES_MAX) knownBytes.clear();
  const bytes = Uint8Array.from(addressEncoder.encode(address as Address));
  if (bytes.length !== ADDRESS_BYTES) throw new TypeError(`${address} is no address`);
  knownBytes.set(address, bytes);
  return bytes;
}
