import { base58Text } from './base58Text.ts';
import type { Submission } from './modelTruth.ts';
import { isSigned, readWire, type WireTransaction } from './readWire.ts';

/** One byte string that was handed in, and what it says. */
export interface SubmittedBytes {
  readonly submission: Submission & { readonly handed: Array<{ slot: bigint; by: string }> };
  /** `undefined` for bytes that are no transaction the model can run. */
  readonly transaction: WireTransaction | undefined;
  /** Whether everyone who has to has signed it. */
  readonly isAuthentic: boolean;
}

/** Every byte string ever handed in. Each is read once, however often it comes. */
export interface SubmissionBook {
  /** Writes down who handed bytes in and when. */
  enter(wire: Uint8Array, slot: bigint, by: string): SubmittedBytes;
  /** What has come in under a signature; honest bytes are one entry. */
  named(signature: string): readonly SubmittedBytes[];
  all(): readonly Submission[];
}

const SIGNATURE_START = 1;
const SIGNATURE_END = 65;

/** Makes an empty book. */
export function createSubmissionBook(verifiesSignatures: boolean): SubmissionBook {
  const known = new Map<string, SubmittedBytes[]>();
  const bySignature = new Map<string, SubmittedBytes[]>();
  const inOrder: Submission[] = [];
  const read = (wire: Uint8Array): SubmittedBytes => {
    const copy = Uint8Array.from(wire);
    const transaction = readWire(copy);
    const signature =
      transaction?.signature ?? base58Text(copy.subarray(SIGNATURE_START, SIGNATURE_END));
    return {
      submission: { signature, wire: copy, handed: [] },
      transaction,
      isAuthentic: transaction !== undefined && (!verifiesSignatures || isSigned(transaction)),
    };
  };
  return {
    enter: (wire, slot, by) => {
      const name = Buffer.from(wire.subarray(SIGNATURE_START, SIGNATURE_END)).toString('latin1');
      const alike = known.get(name) ?? [];
      known.set(name, alike);
      let bytes = alike.find(({ submission }) => Buffer.compare(submission.wire, wire) === 0);
      if (bytes === undefined) {
        bytes = read(wire);
        alike.push(bytes);
        bySignature.set(bytes.submission.signature, alike);
        inOrder.push(bytes.submission);
      }
      bytes.submission.handed.push({ slot, by });
      return bytes;
    },
    named: (signature) => bySignature.get(signature) ?? [],
    all: () => inOrder,
  };
}
