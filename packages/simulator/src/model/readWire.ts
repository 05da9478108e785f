import { verifyEd25519 } from '../platform/verifyEd25519.ts';
import { bytesOfAddress } from './accountData.ts';
import { base58Text } from './base58Text.ts';
import { readComputeBudget, type ComputeBudget } from './computeBudget.ts';
import { readMessage } from './readMessage.ts';

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
/** More signers than fit into a transaction; their number is one byte up to here. */
const SIGNATURES_MAX = 12;
const NO_DATA = new Uint8Array();

/**
 * Reads a transaction from its bytes.
 *
 * @returns `undefined` for bytes that are none, and for one that needs lookup tables: the model's
 * chain has no tables.
 */
export function readWire(wire: Uint8Array): WireTransaction | undefined {
  const signatureCount = wire[0] ?? 0;
  const messageStart = 1 + signatureCount * SIGNATURE_BYTES;
  if (signatureCount === 0 || signatureCount > SIGNATURES_MAX) return undefined;
  const messageBytes = wire.subarray(messageStart);
  const message = readMessage(messageBytes);
  if (message?.signerCount !== signatureCount) return undefined;
  const { accounts, signerCount, readonlySignerCount, readonlyOtherCount } = message;
  const instructions = message.instructions.map((instruction) => ({
    program: accounts[instruction.programIndex] ?? '',
    accounts: instruction.accounts,
    data: instruction.data,
  }));
  const signatures = Array.from({ length: signatureCount }, (_one, index) =>
    wire.subarray(1 + index * SIGNATURE_BYTES, 1 + (index + 1) * SIGNATURE_BYTES),
  );
  return {
    signature: base58Text(signatures[0] ?? NO_DATA),
    signatures,
    messageBytes,
    blockhash: message.blockhash,
    feePayer: accounts[0] ?? '',
    accounts,
    signerCount,
    isWritable: accounts.map((_address, index) =>
      index < signerCount
        ? index < signerCount - readonlySignerCount
        : index < accounts.length - readonlyOtherCount,
    ),
    instructions,
    budget: readComputeBudget(instructions),
  };
}

/** Whether every signer of a transaction has signed its message. */
export function isSigned(transaction: WireTransaction): boolean {
  const { accounts, signerCount, signatures, messageBytes } = transaction;
  return accounts.slice(0, signerCount).every((address, index) => {
    const signature = signatures[index] ?? NO_DATA;
    return verifyEd25519({ publicKey: bytesOfAddress(address), signature, message: messageBytes });
  });
}
