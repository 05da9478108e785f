/** A message taken apart as the runtime takes it apart, before anything is looked up. */
export interface CompiledMessage {
  readonly version: MessageVersion;
  readonly signerCount: number;
  readonly readonlySignerCount: number;
  readonly readonlyOtherCount: number;
  readonly staticAccounts: readonly Uint8Array[];
  readonly blockhash: Uint8Array;
  readonly instructions: readonly CompiledInstruction[];
  readonly lookups: readonly CompiledLookup[];
  /** What version 1 says in its header instead of in compute budget instructions. */
  readonly budget: MessageBudget | undefined;
}

/** Versions of messages that can be read. */
export type MessageVersion = 'legacy' | 0 | 1;

/** One instruction by indexes. */
export interface CompiledInstruction {
  readonly programIndex: number;
  readonly accountIndexes: Uint8Array;
  readonly data: Uint8Array;
}

/** What is taken from one lookup table. */
export interface CompiledLookup {
  readonly table: Uint8Array;
  readonly writableIndexes: Uint8Array;
  readonly readonlyIndexes: Uint8Array;
}

/** Limits and fee in the header of a version 1 message; 0 where it names none (SIMD-0385). */
export interface MessageBudget {
  /** Whole priority fee, lamports, whatever the limit. */
  readonly priorityFeeLamports: bigint;
  readonly computeUnitLimit: number;
  readonly loadedAccountsBytesMax: number;
  readonly heapBytes: number;
}

const VERSION_FLAG = 0x80;
const ADDRESS_BYTES = 32;
const U16_MAX = 0xffff;
/** A transaction runs no more instructions than this (SIMD-0160). */
const INSTRUCTIONS_MAX = 64;

/** Bits of the mask that tells which figures a version 1 header has; the fee takes two of them. */
const MASK = { priorityFee: 0b11, computeUnits: 0b100, loadedBytes: 0b1000, heap: 0b1_0000 };
const MASK_KNOWN = 0b1_1111;

/**
 * Reads a message from its bytes: legacy, version 0 and version 1. Strict, because what is signed
 * has to be what was read: nothing may follow the message, every length has its shortest form, and
 * what the runtime refuses anyhow (nobody who pays, more accounts than there are, more instructions
 * than it runs) is no message.
 * One reading for hundreds of thousands of messages, so it copies nothing.
 *
 * @returns `undefined` when the bytes are not exactly such a message.
 */
export function readMessage(bytes: Uint8Array): CompiledMessage | undefined {
  const cursor = new Cursor(bytes);
  const first = bytes[0] ?? 0;
  if ((first & VERSION_FLAG) === 0) return finish(cursor, readNumbered(cursor, 'legacy'));
  cursor.byte();
  if (first === VERSION_FLAG) return finish(cursor, readNumbered(cursor, 0));
  return first === VERSION_FLAG + 1 ? finish(cursor, readVersion1(cursor)) : undefined;
}

function finish(cursor: Cursor, message: CompiledMessage): CompiledMessage | undefined {
  return cursor.isAtEnd() && isSane(message) ? message : undefined;
}

/** The first account pays, so it signs and can be written to. */
function isSane(message: CompiledMessage): boolean {
  const { signerCount, readonlySignerCount, readonlyOtherCount } = message;
  return (
    readonlySignerCount < signerCount &&
    signerCount + readonlyOtherCount <= message.staticAccounts.length &&
    message.instructions.length <= INSTRUCTIONS_MAX
  );
}

function readNumbered(cursor: Cursor, version: 'legacy' | 0): CompiledMessage {
  const header = readHeader(cursor);
  const staticAccounts = cursor.list(() => cursor.take(ADDRESS_BYTES));
  const blockhash = cursor.take(ADDRESS_BYTES);
  const instructions = cursor.list(() => ({
    programIndex: cursor.byte(),
    accountIndexes: cursor.take(cursor.length()),
    data: cursor.take(cursor.length()),
  }));
  const readLookup = () => ({
    table: cursor.take(ADDRESS_BYTES),
    writableIndexes: cursor.take(cursor.length()),
    readonlyIndexes: cursor.take(cursor.length()),
  });
  const lookups = version === 0 ? cursor.list(readLookup) : [];
  const budget = undefined;
  return { version, ...header, staticAccounts, blockhash, instructions, lookups, budget };
}

function readVersion1(cursor: Cursor): CompiledMessage {
  const header = readHeader(cursor);
  const mask = cursor.u32();
  const blockhash = cursor.take(ADDRESS_BYTES);
  const instructionCount = cursor.byte();
  const accountCount = cursor.byte();
  const staticAccounts = cursor.repeat(accountCount, () => cursor.take(ADDRESS_BYTES));
  const budget = readBudget(cursor, mask);
  const shapes = cursor.repeat(instructionCount, () => ({
    programIndex: cursor.byte(),
    accountCount: cursor.byte(),
    dataBytes: cursor.u16(),
  }));
  const instructions = shapes.map(({ programIndex, accountCount: accounts, dataBytes }) => ({
    programIndex,
    accountIndexes: cursor.take(accounts),
    data: cursor.take(dataBytes),
  }));
  return { version: 1, ...header, staticAccounts, blockhash, instructions, lookups: [], budget };
}

function readHeader(cursor: Cursor) {
  return {
    signerCount: cursor.byte(),
    readonlySignerCount: cursor.byte(),
    readonlyOtherCount: cursor.byte(),
  };
}

function readBudget(cursor: Cursor, mask: number): MessageBudget {
  const fee = mask & MASK.priorityFee;
  if (mask > MASK_KNOWN || (fee !== 0 && fee !== MASK.priorityFee)) cursor.fail();
  return {
    priorityFeeLamports: fee === 0 ? 0n : cursor.u64(),
    computeUnitLimit: (mask & MASK.computeUnits) === 0 ? 0 : cursor.u32(),
    loadedAccountsBytesMax: (mask & MASK.loadedBytes) === 0 ? 0 : cursor.u32(),
    heapBytes: (mask & MASK.heap) === 0 ? 0 : cursor.u32(),
  };
}

/** Walks over bytes. What is not there reads as nothing, and then the walk is not at the end. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #hasFailed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isAtEnd(): boolean {
    return !this.#hasFailed && this.#at === this.#bytes.length;
  }

  fail(): void {
    this.#hasFailed = true;
  }

  byte(): number {
    return this.#has(1) ? this.#view.getUint8(this.#step(1)) : 0;
  }

  u16(): number {
    return this.#has(2) ? this.#view.getUint16(this.#step(2), true) : 0;
  }

  u32(): number {
    return this.#has(4) ? this.#view.getUint32(this.#step(4), true) : 0;
  }

  u64(): bigint {
    return this.#has(8) ? this.#view.getBigUint64(this.#step(8), true) : 0n;
  }

  take(count: number): Uint8Array {
    if (!this.#has(count)) return this.#bytes.subarray(0, 0);
    const from = this.#step(count);
    return this.#bytes.subarray(from, from + count);
  }

  /** Solana's length prefix: seven bits a byte, low bits first, in its shortest form. */
  length(): number {
    let value = 0;
    for (let shift = 0; shift <= 14; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) !== 0) continue;
      if ((byte === 0 && shift > 0) || value > U16_MAX) this.fail();
      return value;
    }
    this.fail();
    return 0;
  }

  list<Entry>(read: () => Entry): Entry[] {
    return this.repeat(this.length(), read);
  }

  repeat<Entry>(count: number, read: () => Entry): Entry[] {
    const entries: Entry[] = [];
    for (let index = 0; index < count && !this.#hasFailed; index += 1) entries.push(read());
    return entries;
  }

  #has(count: number): boolean {
    if (this.#at + count > this.#bytes.length) this.#hasFailed = true;
    return !this.#hasFailed;
  }

  #step(count: number): number {
    const from = this.#at;
    this.#at += count;
    return from;
  }
}
