import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  JUPITER_PROGRAM_ADDRESS,
  JUPITER_REFUSED_INSTRUCTIONS,
  JUPITER_ROUTE_LAYOUTS,
} from './jupiterLayouts.ts';
import { jupiterSwapDecoder } from './jupiterSwapDecoder.ts';
import {
  fixtureAccounts,
  fixtureAddress,
  fixtureInstruction,
  layoutOf,
} from './testing/swapFixtures.ts';

const STRANGER = fixtureAddress(200);
const VARIANTS = JUPITER_ROUTE_LAYOUTS.map(({ variant }) => variant);

describe('jupiterSwapDecoder', () => {
  it('says who it is', () => {
    expect(jupiterSwapDecoder).toMatchObject({
      name: 'jupiter-v6',
      programAddress: 'JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4',
    });
  });

  it('reads route_v2 whole', () => {
    expect(jupiterSwapDecoder.decodeSwap(fixtureInstruction('route_v2'))).toEqual({
      variant: 'route_v2',
      amountIn: 1_000_000n,
      minimumOut: 1_990n,
      authority: fixtureAddress(1),
      source: fixtureAddress(2),
      destination: fixtureAddress(3),
      sourceMint: fixtureAddress(4),
      destinationMint: fixtureAddress(5),
      platformFeeBps: 0,
    });
  });

  it('reads route whole, which names no source mint', () => {
    const decoded = jupiterSwapDecoder.decodeSwap(fixtureInstruction('route'));
    expect(decoded).toEqual({
      variant: 'route',
      amountIn: 1_000_000n,
      minimumOut: 1_990n,
      authority: fixtureAddress(2),
      source: fixtureAddress(3),
      destination: fixtureAddress(4),
      destinationMint: fixtureAddress(6),
      platformFeeBps: 0,
    });
  });

  it.each(VARIANTS)('for all quotes, rounds what %s may lack down', (variant) => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
        fc.integer({ min: 0, max: 10_000 }),
        (quotedOut, slippageBps) => {
          const instruction = fixtureInstruction(variant, { quotedOut, slippageBps });
          const minimumOut = quotedOut - (quotedOut * BigInt(slippageBps)) / 10_000n;
          expect(jupiterSwapDecoder.decodeSwap(instruction)).toMatchObject({ minimumOut });
        },
      ),
    );
  });

  it.each([
    [1n, 9_999, 1n],
    [199n, 50, 199n],
    [200n, 50, 199n],
    [2_000n, 10_000, 0n],
  ])('keeps of %s at %i bps at least %s', (quotedOut, slippageBps, minimumOut) => {
    const instruction = fixtureInstruction('route_v2', { quotedOut, slippageBps });
    expect(jupiterSwapDecoder.decodeSwap(instruction)).toMatchObject({ minimumOut });
  });

  it.each(['route', 'route_v2'])('reports the other destination of %s', (variant) => {
    const accounts = fixtureAccounts(layoutOf(variant), {
      otherDestination: { address: STRANGER },
    });
    const instruction = { ...fixtureInstruction(variant), accounts };
    expect(jupiterSwapDecoder.decodeSwap(instruction)).toMatchObject({ destination: STRANGER });
  });

  it('reports a platform fee and who gets it', () => {
    const accounts = fixtureAccounts(layoutOf('shared_accounts_route'), {
      platformFeeAccount: { address: STRANGER },
    });
    const instruction = {
      ...fixtureInstruction('shared_accounts_route', { platformFeeBps: 85 }),
      accounts,
    };
    expect(jupiterSwapDecoder.decodeSwap(instruction)).toMatchObject({
      platformFeeBps: 85,
      platformFeeAccount: STRANGER,
    });
  });

  describe('denies', () => {
    it('another program', () => {
      const instruction = { ...fixtureInstruction('route'), programAddress: STRANGER };
      expect(jupiterSwapDecoder.decodeSwap(instruction)).toEqual({
        reason: `program is ${STRANGER}, not ${JUPITER_PROGRAM_ADDRESS}`,
      });
    });

    it.each(JUPITER_REFUSED_INSTRUCTIONS)('$variant by name', ({ variant, discriminator }) => {
      const data = Uint8Array.from([
        ...Buffer.from(discriminator, 'hex'),
        ...fixtureInstruction('route').data.slice(8),
      ]);
      const decoded = jupiterSwapDecoder.decodeSwap({ ...fixtureInstruction('route'), data });
      expect(decoded).toMatchObject({
        reason: expect.stringMatching(
          new RegExp(`^${variant} is not traded through: it `, 'u'),
        ) as string,
      });
    });

    it('more bytes than a transaction carries', () => {
      const { data, ...others } = fixtureInstruction('route_v2');
      const long = new Uint8Array(1233);
      long.set(data);
      expect(jupiterSwapDecoder.decodeSwap({ ...others, data: long })).toEqual({
        reason: 'data has 1233 bytes, a swap 8 to 1232',
      });
      const longest = long.subarray(0, 1232);
      expect(jupiterSwapDecoder.decodeSwap({ ...others, data: longest })).toHaveProperty(
        'amountIn',
      );
    });

    it.each(VARIANTS)('%s with any bit of its discriminator flipped', (variant) => {
      const { data, ...others } = fixtureInstruction(variant);
      for (let bit = 0; bit < 64; bit += 1) {
        const flipped = data.map((byte, index) =>
          index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        );
        expect(jupiterSwapDecoder.decodeSwap({ ...others, data: flipped })).toHaveProperty(
          'reason',
        );
      }
    });

    it('a swap whose accounts break a rule', () => {
      const accounts = fixtureAccounts(layoutOf('route'), { authority: { isSigner: false } });
      const instruction = { ...fixtureInstruction('route'), accounts };
      expect(jupiterSwapDecoder.decodeSwap(instruction)).toEqual({
        reason: 'authority (account 1) is not a signer',
      });
    });
  });

  it.each(VARIANTS)('for all bytes and accounts, answers for %s and never throws', (variant) => {
    const whole = fixtureInstruction(variant);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        fc.nat(whole.accounts.length),
        fc.boolean(),
        (bytes, count, isNamed) => {
          const data = isNamed ? Uint8Array.from([...whole.data.slice(0, 8), ...bytes]) : bytes;
          const accounts = whole.accounts.slice(0, count);
          const decoded = jupiterSwapDecoder.decodeSwap({ ...whole, data, accounts });
          expect('reason' in decoded || decoded.amountIn > 0n).toBe(true);
        },
      ),
    );
  });

  it('knows the error that means slippage', () => {
    expect(jupiterSwapDecoder.classifyError(6001)).toBe('slippage');
    expect(jupiterSwapDecoder.classifyError(6002)).toBe('unknown');
    expect(jupiterSwapDecoder.classifyError(0x1771 + 1)).toBe('unknown');
  });
});
