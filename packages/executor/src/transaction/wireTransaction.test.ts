import {
  compileTransaction,
  createTransactionMessage,
  getTransactionDecoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
} from '@solana/kit';
import { isFault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { buildTransaction } from '../build/buildTransaction.ts';
import { buyPlan, PLAN, PLAN_BLOCKHASH, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { messageOfWire, SIGNATURE_BYTES, signedWire, unsignedWire } from './wireTransaction.ts';

const draft = buildTransaction(buyPlan(), PLAN_BLOCKHASH);
if (isFault(draft)) throw new Error(draft.message);
const { messageBytes } = draft;

it('writes what the decoder of the network reads back', () => {
  const signature = PLAN_KEY.sign(messageBytes);
  const decoded = getTransactionDecoder().decode(signedWire(messageBytes, signature));
  expect(new Uint8Array(decoded.messageBytes)).toEqual(messageBytes);
  expect(decoded.signatures).toEqual({ [PLAN.wallet]: signature });
});

it('leaves as much room for a signature as one takes', () => {
  const unsigned = unsignedWire(messageBytes);
  expect(unsigned).toHaveLength(1 + SIGNATURE_BYTES + messageBytes.length);
  expect(unsigned.subarray(1, 1 + SIGNATURE_BYTES).every((byte) => byte === 0)).toBe(true);
  const decoded = getTransactionDecoder().decode(unsigned);
  expect(decoded.signatures).toEqual({ [PLAN.wallet]: null });
});

it('writes version 1 with the signature behind the message, as the network reads it', () => {
  const alive = pipe(
    createTransactionMessage({ version: 1 }),
    (empty) => setTransactionMessageFeePayer(PLAN.wallet, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: PLAN_BLOCKHASH.blockhash as Blockhash, lastValidBlockHeight: 1n },
        paid,
      ),
  );
  const { messageBytes: message } = compileTransaction(alive);
  const bytes = new Uint8Array(message);
  const signature = PLAN_KEY.sign(bytes);
  const decoded = getTransactionDecoder().decode(signedWire(bytes, signature));
  expect(new Uint8Array(decoded.messageBytes)).toEqual(bytes);
  expect(decoded.signatures).toEqual({ [PLAN.wallet]: signature });
});

it.each([messageBytes, Uint8Array.of(0x81, ...messageBytes)])(
  'gives back the message that was signed',
  (message) => {
    expect(messageOfWire(signedWire(message, new Uint8Array(64).fill(7)))).toEqual(message);
  },
);
