import { createHash } from 'node:crypto';

import { address, getProgramDerivedAddress, isAddress } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import {
  JUPITER_ACCOUNT_RULES,
  JUPITER_EVENT_AUTHORITY_ADDRESS,
  JUPITER_PROGRAM_ADDRESS,
  JUPITER_REFUSED_INSTRUCTIONS,
  JUPITER_ROUTE_LAYOUTS,
  type JupiterAccountRule,
} from './jupiterLayouts.ts';

const ALL_INSTRUCTIONS = [...JUPITER_ROUTE_LAYOUTS, ...JUPITER_REFUSED_INSTRUCTIONS];

describe('jupiterLayouts', () => {
  it.each(ALL_INSTRUCTIONS)(
    'takes the discriminator of $variant from its name',
    ({ variant, discriminator }) => {
      const hash = createHash('sha256').update(`global:${variant}`).digest('hex');
      expect(discriminator).toBe(hash.slice(0, 16));
    },
  );

  it('names every instruction once', () => {
    expect(new Set(ALL_INSTRUCTIONS.map(({ discriminator }) => discriminator)).size).toBe(10);
  });

  it('derives the event authority from the program', async () => {
    const [derived] = await getProgramDerivedAddress({
      programAddress: address(JUPITER_PROGRAM_ADDRESS),
      seeds: ['__event_authority'],
    });
    expect(JUPITER_EVENT_AUTHORITY_ADDRESS).toBe(derived);
  });

  it.each(JUPITER_ROUTE_LAYOUTS)(
    'gives $variant an authority, a source, a destination and a checked end',
    ({ accounts }) => {
      expect(accounts).toEqual(expect.arrayContaining(['authority', 'source', 'destination']));
      expect(accounts.slice(-2)).toEqual(['eventAuthority', 'program']);
      expect(new Set(accounts).size).toBe(accounts.length);
    },
  );

  it('demands the places that the interface gives', () => {
    const positions = JUPITER_ROUTE_LAYOUTS.map(({ variant, accounts }) => [
      variant,
      accounts.indexOf('authority'),
      accounts.indexOf('source'),
      accounts.indexOf('destination'),
      accounts.indexOf('otherDestination'),
      accounts.indexOf('destinationMint'),
      accounts.indexOf('platformFeeAccount'),
      accounts.length,
    ]);
    expect(positions).toEqual([
      ['route_v2', 0, 1, 2, 7, 4, -1, 10],
      ['shared_accounts_route_v2', 1, 2, 5, -1, 7, -1, 12],
      ['route', 1, 2, 3, 4, 5, 6, 9],
      ['shared_accounts_route', 2, 3, 6, -1, 8, 9, 13],
    ]);
  });

  it('demands real addresses', () => {
    const rules: JupiterAccountRule[] = Object.values(JUPITER_ACCOUNT_RULES);
    expect(rules.flatMap(({ oneOf }) => oneOf ?? []).filter((text) => !isAddress(text))).toEqual(
      [],
    );
  });
});
