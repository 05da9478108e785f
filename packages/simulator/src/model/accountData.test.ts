import { getMintDecoder, getTokenDecoder } from '@solana-program/token';
import { expect, it } from 'vitest';

import type { Account } from './account.ts';
import { bytesOfAddress, dataOf } from './accountData.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM, WRAPPED_SOL } from './programAddresses.ts';

const OWNER = '8UGgoNTd5HXC4RpZ2NW3MjgX48MTAVLbgBMFG7w6xTkq';

function token(program: string, rentReserve: bigint | undefined): Account {
  const content = {
    kind: 'token',
    mint: WRAPPED_SOL,
    owner: OWNER,
    units: 7n,
    rentReserve,
  } as const;
  return { lamports: 9n, program, content };
}

it('lays a token account out as its client reads it', () => {
  const read = getTokenDecoder().decode(dataOf(token(TOKEN_PROGRAM, 2_039_280n)));
  expect(read).toMatchObject({ mint: WRAPPED_SOL, owner: OWNER, amount: 7n, state: 1 });
  expect(read.isNative).toEqual({ __option: 'Some', value: 2_039_280n });
  const plain = getTokenDecoder().decode(dataOf(token(TOKEN_PROGRAM, undefined)));
  expect(plain.isNative).toEqual({ __option: 'None' });
});

it('marks a Token-2022 account and its one extension', () => {
  const data = dataOf(token(TOKEN_2022_PROGRAM, undefined));
  expect([...data.subarray(165)]).toEqual([2, 7, 0, 0, 0]);
});

it('lays a mint out as its client reads it', () => {
  const content = { kind: 'mint', decimals: 6, supply: 10n } as const;
  const data = dataOf({ lamports: 1n, program: TOKEN_PROGRAM, content });
  expect(getMintDecoder().decode(data)).toMatchObject({ decimals: 6, supply: 10n });
});

it('encodes an account and an address once', () => {
  const account = token(TOKEN_PROGRAM, undefined);
  expect(dataOf(account)).toBe(dataOf(account));
  expect(bytesOfAddress(OWNER)).toBe(bytesOfAddress(OWNER));
});
