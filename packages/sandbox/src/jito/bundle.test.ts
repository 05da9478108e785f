import { createHash } from 'node:crypto';

import { address, getBase58Decoder, getBase58Encoder, getBase64Encoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { signTransfer } from '../testing/signTransfer.ts';
import { readBundle } from './bundle.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

const TIP_ACCOUNT = address(TIP_ACCOUNTS[0] ?? '');
const RECEIVER = address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ');

describe('readBundle', () => {
  it('names a bundle by the hash over its signatures', async () => {
    const pair = [await signTransfer(RECEIVER, 1n), await signTransfer(TIP_ACCOUNT, 1_000n)];
    const bundle = readBundle(
      pair.map(({ wire }) => wire),
      'base64',
    );
    const bytes = pair.map(({ signature }) => getBase58Encoder().encode(signature));
    const expected = createHash('sha256').update(Buffer.concat(bytes as Uint8Array[]));
    expect(bundle.id).toBe(expected.digest('hex'));
    expect(bundle.transactions.map(({ wire }) => wire)).toEqual(pair.map(({ wire }) => wire));
  });

  it('reads base58 and keeps the bytes', async () => {
    const { wire } = await signTransfer(TIP_ACCOUNT, 1_000n);
    const base58 = getBase58Decoder().decode(getBase64Encoder().encode(wire));
    expect(readBundle([base58], 'base58').transactions[0]?.wire).toBe(wire);
  });

  it('adds up the tips of all transactions', async () => {
    const halves = [await signTransfer(TIP_ACCOUNT, 500n), await signTransfer(TIP_ACCOUNT, 500n)];
    const wires = halves.map(({ wire }) => wire);
    expect(readBundle(wires, 'base64').transactions).toHaveLength(2);
    expect(() => readBundle(wires.slice(1), 'base64')).toThrow('this one tips 500');
  });

  it('refuses a bundle of nothing', () => {
    expect(() => readBundle([], 'base64')).toThrow('bundle contains no transactions');
  });

  it('refuses a payment to somebody else than a tip account', async () => {
    const { wire } = await signTransfer(RECEIVER, 1_000_000n);
    expect(() => readBundle([wire], 'base64')).toThrow('must write lock at least one tip account');
  });

  it('refuses a transaction without its signature', async () => {
    const { wire } = await signTransfer(TIP_ACCOUNT, 1_000n);
    const bytes = Buffer.from(wire, 'base64').fill(0, 1, 65);
    expect(() => readBundle([bytes.toString('base64')], 'base64')).toThrow(
      'every transaction must be signed',
    );
  });

  it.each(['', '!!!', 'AAAA'])('refuses the undecodable text "%s" by its place', async (text) => {
    const { wire } = await signTransfer(TIP_ACCOUNT, 1_000n);
    expect(() => readBundle([wire, text], 'base64')).toThrow('transaction #1 could not be decoded');
  });
});
