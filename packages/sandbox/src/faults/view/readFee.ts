import {
  getBase58Encoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
} from '@solana/kit';

import { asJsonList, asJsonText, isJsonRecord, type JsonValue } from '../proxy/jsonValue.ts';
import { computePriorityFee, type FeeInstruction } from './priorityFee.ts';

/** The two parts of a fee, in lamports. */
export interface TransactionFee {
  readonly baseLamports: bigint;
  readonly priorityLamports: bigint;
}

const LAMPORTS_PER_SIGNATURE = 5_000n;

/**
 * Computes a transaction's fee from the transaction of a `getTransaction` answer in any encoding.
 *
 * @returns `undefined` when it cannot be told
 */
export function readFee(transaction: JsonValue | undefined): TransactionFee | undefined {
  try {
    return Array.isArray(transaction) ? readBytes(transaction) : readParsed(transaction);
  } catch {
    // Bytes of a version that is not known here: the answer then stays as the chain gave it.
    return undefined;
  }
}

function readBytes([text, encoding]: readonly JsonValue[]): TransactionFee | undefined {
  if (typeof text !== 'string') return undefined;
  const encoder = encoding === 'base58' ? getBase58Encoder() : getBase64Encoder();
  const { messageBytes, signatures } = getTransactionDecoder().decode(encoder.encode(text));
  const message = getCompiledTransactionMessageDecoder().decode(messageBytes);
  // A version 1 message carries its fee in its header, and no compute budget instructions count.
  if (message.version === 1) return undefined;
  const instructions = message.instructions.map(({ programAddressIndex, data }) => ({
    program: String(message.staticAccounts[programAddressIndex]),
    data: new Uint8Array(data ?? []),
  }));
  return total(Object.keys(signatures).length, instructions);
}

/** `json` names programs by index; `jsonParsed` by address, and parses the known ones. */
function readParsed(transaction: JsonValue | undefined): TransactionFee | undefined {
  const message = isJsonRecord(transaction) ? transaction['message'] : undefined;
  if (!isJsonRecord(transaction) || !isJsonRecord(message)) return undefined;
  const accounts = asJsonList(message['accountKeys']).map((key) =>
    asJsonText(isJsonRecord(key) ? key['pubkey'] : key),
  );
  const instructions = asJsonList(message['instructions'])
    .filter(isJsonRecord)
    .map(({ programId, programIdIndex, data }) => ({
      program: asJsonText(programId ?? accounts[Number(programIdIndex)]),
      data: new Uint8Array(typeof data === 'string' ? getBase58Encoder().encode(data) : []),
    }));
  return total(asJsonList(transaction['signatures']).length, instructions);
}

function total(signatures: number, instructions: readonly FeeInstruction[]): TransactionFee {
  return {
    baseLamports: LAMPORTS_PER_SIGNATURE * BigInt(signatures),
    priorityLamports: computePriorityFee(instructions),
  };
}
