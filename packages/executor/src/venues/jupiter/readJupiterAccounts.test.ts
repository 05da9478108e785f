import { describe, expect, it } from 'vitest';

import { JUPITER_PROGRAM_ADDRESS, JUPITER_ROUTE_LAYOUTS } from './jupiterLayouts.ts';
import { readJupiterAccounts } from './readJupiterAccounts.ts';
import { fixtureAccounts, fixtureAddress, layoutOf } from './testing/swapFixtures.ts';

const STRANGER = fixtureAddress(200);

describe('readJupiterAccounts', () => {
  it.each(JUPITER_ROUTE_LAYOUTS)('names the accounts of $variant by place', (layout) => {
    expect(readJupiterAccounts(layout, fixtureAccounts(layout))).toMatchObject({
      authority: fixtureAddress(layout.accounts.indexOf('authority') + 1),
      source: fixtureAddress(layout.accounts.indexOf('source') + 1),
      destination: fixtureAddress(layout.accounts.indexOf('destination') + 1),
    });
  });

  it('leaves out optional accounts where the program stands', () => {
    const layout = layoutOf('shared_accounts_route');
    const named = readJupiterAccounts(layout, fixtureAccounts(layout));
    expect(named).not.toHaveProperty('platformFeeAccount');
    expect(named).not.toHaveProperty('token2022Program');
  });

  it('names optional accounts that are given', () => {
    const layout = layoutOf('route');
    const given = { address: STRANGER };
    const accounts = fixtureAccounts(layout, {
      otherDestination: given,
      platformFeeAccount: given,
    });
    expect(readJupiterAccounts(layout, accounts)).toMatchObject({
      otherDestination: STRANGER,
      platformFeeAccount: STRANGER,
    });
  });

  it.each(JUPITER_ROUTE_LAYOUTS)('denies $variant with too few accounts', (layout) => {
    const needed = layout.accounts.length;
    const accounts = fixtureAccounts(layout).slice(0, needed - 1);
    expect(readJupiterAccounts(layout, accounts)).toEqual({
      reason: `${layout.variant} has ${needed - 1} accounts, it needs ${needed}`,
    });
    expect(readJupiterAccounts(layout, [])).toHaveProperty('reason');
    expect(readJupiterAccounts(layout, fixtureAccounts(layout).slice(0, needed))).toHaveProperty(
      'authority',
    );
  });

  it.each([
    ['authority', { isSigner: false }, 'authority (account 0) is not a signer'],
    ['source', { isWritable: false }, 'source (account 1) is not writable'],
    ['destination', { isWritable: false }, 'destination (account 2) is not writable'],
    [
      'otherDestination',
      { address: STRANGER, isWritable: false },
      'otherDestination (account 7) is not writable',
    ],
    ['sourceMint', { isSigner: true }, 'account 3 is a signer besides the authority'],
  ] as const)('denies a wrong %s', (name, change, reason) => {
    const layout = layoutOf('route_v2');
    expect(readJupiterAccounts(layout, fixtureAccounts(layout, { [name]: change }))).toEqual({
      reason,
    });
  });

  it.each(['sourceTokenProgram', 'destinationTokenProgram', 'eventAuthority', 'program'] as const)(
    'denies a foreign %s',
    (name) => {
      const layout = layoutOf('route_v2');
      const accounts = fixtureAccounts(layout, { [name]: { address: STRANGER } });
      const { reason } = readJupiterAccounts(layout, accounts) as { reason: string };
      expect(reason).toContain(`${name} (account ${layout.accounts.indexOf(name)}) is ${STRANGER}`);
    },
  );

  it('denies Jupiter itself in the place of a token program', () => {
    const layout = layoutOf('route');
    const accounts = fixtureAccounts(layout, {
      tokenProgram: { address: JUPITER_PROGRAM_ADDRESS },
    });
    expect(readJupiterAccounts(layout, accounts)).toHaveProperty('reason');
  });

  it('denies a hop that wants a signature of its own', () => {
    const layout = layoutOf('route_v2');
    const signer = { address: STRANGER, isSigner: true, isWritable: false };
    expect(readJupiterAccounts(layout, [...fixtureAccounts(layout), signer])).toEqual({
      reason: 'account 12 is a signer besides the authority',
    });
  });

  it('lets a hop name the authority again', () => {
    const layout = layoutOf('route_v2');
    const again = { address: fixtureAddress(1), isSigner: true, isWritable: true };
    expect(readJupiterAccounts(layout, [...fixtureAccounts(layout), again])).toHaveProperty(
      'authority',
    );
  });
});
