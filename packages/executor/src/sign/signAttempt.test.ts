import {
  createKeyPairFromPrivateKeyBytes,
  getBase58Decoder,
  getSignatureFromTransaction,
  getTransactionDecoder,
  signBytes,
} from '@solana/kit';
import { isFault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { approveTransaction } from '../approve/approveTransaction.ts';
import { draftOf, policyOf } from '../testing/policyFixtures.ts';
import { buyPlan, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { signAttempt } from './signAttempt.ts';

const plan = buyPlan();

it('signs approved bytes as WebCrypto does and names them as the network does', async () => {
  const approved = approveTransaction(draftOf(plan), policyOf(plan));
  if (isFault(approved)) throw new Error(approved.message);
  const signed = await signAttempt(createKeypairSigner(PLAN_KEY), approved);

  const { privateKey } = await createKeyPairFromPrivateKeyBytes(new Uint8Array(32).fill(42));
  const expected = await signBytes(privateKey, approved.messageBytes);
  expect(signed.signature).toBe(getBase58Decoder().decode(expected));
  const decoded = getTransactionDecoder().decode(signed.wire);
  expect(getSignatureFromTransaction(decoded)).toBe(signed.signature);
  expect(new Uint8Array(decoded.messageBytes)).toEqual(approved.messageBytes);
});

it('signs nothing that has changed since it was approved', async () => {
  const approved = approveTransaction(draftOf(plan), policyOf(plan));
  if (isFault(approved)) throw new Error(approved.message);
  const signer = {
    ...createKeypairSigner(PLAN_KEY),
    sign: () => {
      throw new Error('nothing may be signed');
    },
  };
  const stolen = approved.messageBytes;
  stolen[stolen.length - 1] = (stolen.at(-1) ?? 0) + 1;
  await expect(signAttempt(signer, approved)).rejects.toThrow(/INV-03/u);
  await expect(signAttempt(signer, { ...approved })).rejects.toThrow(/INV-03/u);
});
