import { expect, it } from 'vitest';

import { asTokenAccount, dataBytesOf, withUnits, type Account } from './account.ts';
import { SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './programAddresses.ts';

const wrapped: Account = {
  lamports: 2_039_280n,
  program: TOKEN_PROGRAM,
  content: { kind: 'token', mint: 'M', owner: 'O', units: 0n, rentReserve: 2_039_280n },
};

it('moves lamports along with wrapped SOL and with no other token', () => {
  const account = asTokenAccount(wrapped);
  if (account === undefined) throw new Error('is a token account');
  expect(withUnits(account, 5n)).toMatchObject({ lamports: 2_039_285n, content: { units: 5n } });
  const other = { ...account, content: { ...account.content, rentReserve: undefined } };
  expect(withUnits(other, 5n)).toMatchObject({ lamports: 2_039_280n, content: { units: 5n } });
});

it('knows how long each kind of account is', () => {
  const empty: Account = { lamports: 1n, program: SYSTEM_PROGRAM, content: { kind: 'empty' } };
  expect(dataBytesOf(empty)).toBe(0);
  expect(asTokenAccount(empty)).toBeUndefined();
  expect(dataBytesOf(wrapped)).toBe(165);
  expect(dataBytesOf({ ...wrapped, program: TOKEN_2022_PROGRAM })).toBe(170);
  expect(dataBytesOf({ ...wrapped, content: { kind: 'mint', decimals: 6, supply: 0n } })).toBe(82);
});
