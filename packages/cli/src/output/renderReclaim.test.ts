import type { JudgedTokenAccount, ReclaimRecord } from '@quantbot/executor';
import { expect, it } from 'vitest';

import { plain } from '../testing/records.ts';
import { reclaimableLamports, renderReclaim, renderReclaimed } from './renderReclaim.ts';

const EMPTY: JudgedTokenAccount = {
  address: 'account-1',
  mint: 'mint-1',
  tokenProgram: 'p',
  lamports: 2_039_280n,
  units: 0n,
  verdict: 'closable',
};

it('shows what may be closed and why the rest may not', () => {
  const accounts: JudgedTokenAccount[] = [
    EMPTY,
    { ...EMPTY, address: 'account-2', lamports: 1n },
    { ...EMPTY, address: 'account-3', units: 7n, verdict: 'holds-value' },
  ];
  const report = { wallet: 'wallet-1', accounts };
  expect(plain(renderReclaim(report)).split('\n')).toEqual([
    'wallet wallet-1',
    'account    mint    SOL in it    may be closed',
    'account-1  mint-1  0.00203928   yes',
    'account-2  mint-1  0.000000001  yes',
    'account-3  mint-1  0.00203928   no: it holds tokens',
    '2 of 3 token accounts may be closed, for 0.002039281 SOL.',
  ]);
  expect(reclaimableLamports(report)).toBe(2_039_281n);
});

it('says that there is none', () => {
  expect(plain(renderReclaim({ wallet: 'w', accounts: [] }))).toBe(
    'wallet w\n0 of 0 token accounts may be closed, for 0 SOL.',
  );
});

it('shows what became of a reclaim', () => {
  const record: ReclaimRecord = {
    number: 1,
    status: 'landed',
    atMs: 1,
    accounts: ['a', 'b'],
    signature: 's',
    wireBase64: 'AQID',
    blockhash: 'h',
    deathHeight: '1',
    signedAtSlot: '1',
    slot: '2',
    lamports: '4073560',
  };
  expect(plain(renderReclaimed(record)).split('\n')).toEqual([
    '✔ the close of 2 token accounts is final',
    '  signature  s',
    '  SOL        0.00407356',
    '  account    a',
    '  account    b',
  ]);
  expect(plain(renderReclaimed({ ...record, status: 'expired' }))).toContain('repeat it');
  expect(plain(renderReclaimed(null))).toBe('No token account may be closed.');
});
