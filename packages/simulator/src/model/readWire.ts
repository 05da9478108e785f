import {
  getBase58Decoder,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
} from '@solana/kit';

import { verifyEd25519 } from '../platform/verifyEd25519.ts';
import { bytesOfAddress } from './accountData.ts';
import { readComputeBudget, type ComputeBudget } from './computeBudget.ts';

/** An instruction as the message names it. */
export interface WireInstruction {
  readonly program: string;
  /** Places in the transaction's list of accounts. */
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

/** A transaction read from its bytes. */
export interface WireTransaction {
  /** First signature, base58. */
  readonly signature: string;
  readonly signatures: readonly Uint8Array[];
  readonly messageBytes: Uint8Array;
  readonly blockhash: string;
  readonly feePayer: string;
  readonly accounts: readonly string[];
  readonly signerCount: number;
  readonly isWritable: readonly boolean[];
  readonly instructions: readonly WireInstruction[];
  readonly budget: ComputeBudget;
}

const SIGNATURE_BYTES = 64;
const NO_DATA = new Uint8Array();

/**
 * Reads a transaction from its bytes with the network's own decoders.
 *
 * @returns `undefined` for bytes that are none, and for one that needs lookup tables: the model's
 * chain has no tables.
 */
export function readWire(wire: Uint8Array): WireTransaction | undefined {
  try {
    return decode(wire);
  } catch {
    // The decoders throw for bytes that end early or make no sense.
    return undefined;
  }
}

function decode(wire: Uint8Array): WireTransaction | undefined {
  const { messageBytes, signatures } = getTransactionDecoder().decode(wire);
  const message = getCompiledTransactionMessageDecoder().decode(messageBytes);
  if (message.version !== 0) return undefined;
  const { header, staticAccounts: accounts, addressTableLookups = [] } = message;
  if (addressTableLookups.length > 0) return undefined;
  const { numSignerAccounts, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = header;
  const instructions = message.instructions.map((instruction) => ({
    program: accounts[instruction.programAddressIndex] ?? '',
    accounts: instruction.accountIndices ?? [],
    data: Uint8Array.from(instruction.data ?? NO_DATA),
  }));
  const bytes = Object.values(signatures).map((one) =>
    one === null ? new Uint8Array(SIGNATURE_BYTES) : new Uint8Array(one),
  );
  return {
    signature: getBase58Decoder().decode(bytes[0] ?? new Uint8Array(SIGNATURE_BYTES)),
    signatures: bytes,
    messageBytes: new Uint8Array(messageBytes),
    blockhash: message.lifetimeToken,
    feePayer: accounts[0] ?? '',
    accounts,
    signerCount: numSignerAccounts,
    isWritable: accounts.map((_address, index) =>
      index < numSignerAccounts
        ? index < numSignerAccounts - numReadonlySignerAccounts
        : index < accounts.length - numReadonlyNonSignerAccounts,
    ),
    instructions,
    budget: readComputeBudget(instructions),
  };
}

/** Whether every signer of a transaction has signed its message. */
export function isSigned(transaction: WireTransaction): boolean {
  const { accounts, signerCount, signatures, messageBytes } = transaction;
  return (
    signatures.length === signerCount &&
    signatures.every((signature, index) =>
      verifyEd25519({
        publicKey: bytesOfAddress(accounts[index] ?? ''),
        signature,
        message: messageBytes,
      }),
    )
  );
}
