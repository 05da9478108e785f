import { base58Text } from './base58Text.ts';

/** A message of version 0 as its bytes have it; lookup tables are not read. */
export interface WireMessage {
  readonly signerCount: number;
  readonly readonlySignerCount: number;
  readonly readonlyOtherCount: number;
  readonly accounts: readonly string[];
  readonly blockhash: string;
  readonly instructions: ReadonlyArray<{
    readonly programIndex: number;
    readonly accounts: readonly number[];
    readonly data: Uint8Array;
  }>;
}

/** First byte of a message of version 0. */
const VERSION_0 = 0x80;
const ADDRESS_BYTES = 32;

/**
 * Reads a message of version 0 without lookup tables, to its last byte. The network's own decoder
 * says the same (a test holds them together); it spends nine tenths of its time on writing the same
 * few addresses in base58 again and again, which are remembered for this one.
 *
 * @returns `undefined` for bytes that are no such message
 */
export function readMessage(bytes: Uint8Array): WireMessage | undefined {
  const reader = createReader(bytes);
  if (reader.byte() !== VERSION_0) return undefined;
  const [signerCount, readonlySignerCount, readonlyOtherCount] = [
    reader.byte(),
    reader.byte(),
    reader.byte(),
  ];
  const accounts = list(reader, () => base58Text(reader.bytes(ADDRESS_BYTES)));
  const blockhash = base58Text(reader.bytes(ADDRESS_BYTES));
  const instructions = list(reader, () => ({
    programIndex: reader.byte(),
    accounts: [...reader.bytes(reader.length())],
    data: reader.bytes(reader.length()),
  }));
  const tables = reader.length();
  if (reader.isBroken() || tables !== 0 || reader.rest() !== 0) return undefined;
  if (signerCount === 0 || signerCount > accounts.length) return undefined;
  return {
    signerCount,
    readonlySignerCount,
    readonlyOtherCount,
    accounts,
    blockhash,
    instructions,
  };
}

type Reader = ReturnType<typeof createReader>;

/** Reads on; past the end it gives zeros and is broken. */
function createReader(bytes: Uint8Array) {
  let at = 0;
  let isBroken = false;
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) isBroken = true;
    const taken = bytes.subarray(at, at + count);
    at += count;
    return taken;
  };
  const byte = (): number => {
    if (at >= bytes.length) isBroken = true;
    const value = bytes[at] ?? 0;
    at += 1;
    return value;
  };
  return {
    byte,
    bytes: take,
    /** Compact-u16, Solana's length prefix: seven bits a byte, low bits first. */
    length: (): number => {
      let value = 0;
      for (let shift = 0; shift <= 14; shift += 7) {
        const next = byte();
        value |= (next & 0x7f) << shift;
        if ((next & 0x80) === 0) return value;
      }
      isBroken = true;
      return 0;
    },
    isBroken: () => isBroken,
    rest: () => bytes.length - at,
  };
}

function list<Entry>(reader: Reader, entry: () => Entry): Entry[] {
  const entries: Entry[] = [];
  for (let left = reader.length(); left > 0 && !reader.isBroken(); left -= 1) entries.push(entry());
  return entries;
}
