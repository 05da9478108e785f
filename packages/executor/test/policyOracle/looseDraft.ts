import { getAddressEncoder, type Address } from '@solana/kit';

import { decodeMessage, type LookupTables } from '../../src/approve/decodeMessage.ts';
import { inForm, type MessageForm } from '../../src/testing/messageForms.ts';

/** One instruction by addresses. */
export interface DraftInstruction {
  program: string;
  accounts: string[];
  data: Uint8Array;
}

/** A transaction taken apart so that parts can be added, moved and changed. */
export interface LooseDraft {
  feePayer: string;
  blockhash: string;
  /** Signers besides the fee payer. */
  readonly signers: Set<string>;
  readonly writable: Set<string>;
  /** Addresses that the message names though no instruction uses them. */
  readonly unused: Set<string>;
  /** Addresses that stand in the message a second time. */
  readonly doubled: Set<string>;
  instructions: DraftInstruction[];
  /** Bytes behind the end. */
  trailing: number;
}

/** Takes a draft apart. It must take nothing from lookup tables. */
export function takeApart(draft: Uint8Array, tables: LookupTables = {}): LooseDraft {
  const message = decodeMessage(draft, tables);
  if (message === undefined || message.lookedUp.length > 0) throw new Error('not a plain draft');
  const accounts = message.instructions.flatMap((instruction) => instruction.accounts);
  return {
    feePayer: message.feePayer,
    blockhash: message.blockhash,
    signers: new Set(message.signers.slice(1)),
    writable: new Set(
      accounts.filter(({ isWritable }) => isWritable).map(({ address }) => address),
    ),
    unused: new Set(),
    doubled: new Set(),
    instructions: message.instructions.map(({ programAddress, accounts: named, data }) => ({
      program: programAddress,
      accounts: named.map(({ address }) => address),
      data: Uint8Array.from(data),
    })),
    trailing: 0,
  };
}

/** A copy that can be changed without the original noticing. */
export function copyDraft(draft: LooseDraft): LooseDraft {
  return {
    ...draft,
    signers: new Set(draft.signers),
    writable: new Set(draft.writable),
    unused: new Set(draft.unused),
    doubled: new Set(draft.doubled),
    instructions: draft.instructions.map(({ program, accounts, data }) => ({
      program,
      accounts: [...accounts],
      data: Uint8Array.from(data),
    })),
  };
}

/** Puts a draft together again, without lookup tables. */
export function putTogether(draft: LooseDraft, form: MessageForm = 'version 0'): Uint8Array {
  const named = new Set<string>([draft.feePayer, ...draft.signers]);
  const add = (isWanted: (address: string) => boolean) => {
    for (const { accounts } of draft.instructions) {
      for (const address of accounts) if (isWanted(address)) named.add(address);
    }
  };
  const signerCount = named.size;
  add((address) => draft.writable.has(address));
  const writableCount = named.size;
  add(() => true);
  for (const { program } of draft.instructions) named.add(program);
  for (const address of draft.unused) named.add(address);
  const keys = [...named, ...draft.doubled];
  const indexes = new Map([...named].map((address, index) => [address, index]));
  const bytes: number[] = [0x80, signerCount, 0, keys.length - writableCount];
  pushLength(bytes, keys.length);
  for (const key of keys) bytes.push(...addressBytes(key));
  bytes.push(...addressBytes(draft.blockhash));
  pushLength(bytes, draft.instructions.length);
  for (const { program, accounts, data } of draft.instructions) {
    bytes.push(indexes.get(program) ?? 255);
    pushLength(bytes, accounts.length);
    for (const address of accounts) bytes.push(indexes.get(address) ?? 255);
    pushLength(bytes, data.length);
    bytes.push(...data);
  }
  bytes.push(0);
  const message = inForm(Uint8Array.from(bytes), form);
  if (draft.trailing === 0) return message;
  return Uint8Array.of(...message, ...new Uint8Array(draft.trailing));
}

function pushLength(bytes: number[], length: number): void {
  if (length < 0x80) bytes.push(length);
  else bytes.push((length & 0x7f) | 0x80, length >> 7);
}

const encoder = getAddressEncoder();
const known = new Map<string, readonly number[]>();

function addressBytes(address: string): readonly number[] {
  const found = known.get(address) ?? [...encoder.encode(address as Address)];
  known.set(address, found);
  return found;
}
