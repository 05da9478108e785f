import { isFault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { approveReclaim } from '../approve/approveReclaim.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { madeUpAddress, PLAN, PLAN_BLOCKHASH } from '../testing/tradeFixtures.ts';
import { unsignedWire } from '../transaction/wireTransaction.ts';
import { buildReclaim, CLOSED_AT_ONCE_MAX } from './buildReclaim.ts';

it('builds what the sign policy approves, for as many accounts as are closed at once', () => {
  const { wallet } = PLAN;
  const accounts = Array.from({ length: CLOSED_AT_ONCE_MAX }, (_, index) => ({
    address: madeUpAddress(100 + index),
    mint: 'mint',
    tokenProgram: index % 2 === 0 ? TOKEN_PROGRAM_ADDRESS : TOKEN_2022_PROGRAM_ADDRESS,
    lamports: 1n,
    units: 0n,
    verdict: 'closable' as const,
  }));
  const bytes = buildReclaim(wallet, accounts, PLAN_BLOCKHASH);
  expect(unsignedWire(bytes).length).toBeLessThanOrEqual(1_232);
  const { blockhash } = PLAN_BLOCKHASH;
  const places = new Map(accounts.map(({ address, tokenProgram }) => [address, tokenProgram]));
  expect(isFault(approveReclaim(bytes, { wallet, blockhash, accounts: places }))).toBe(false);
});
