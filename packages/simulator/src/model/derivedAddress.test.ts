import { findAssociatedTokenPda, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { address, getAddressDecoder, getProgramDerivedAddress } from '@solana/kit';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { associatedTokenAddress, deriveAddress } from './derivedAddress.ts';
import { MODEL_SWAP_PROGRAM_ADDRESS, WRAPPED_SOL } from './programAddresses.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

it('for all owners, finds the token account that the client finds', async () => {
  await fc.assert(
    fc.asyncProperty(bytes32, async (bytes) => {
      const owner = getAddressDecoder().decode(bytes);
      const [expected, bump] = await findAssociatedTokenPda({
        owner,
        mint: address(WRAPPED_SOL),
        tokenProgram: TOKEN_PROGRAM_ADDRESS,
      });
      const seeds = { owner, mint: WRAPPED_SOL, tokenProgram: TOKEN_PROGRAM_ADDRESS };
      expect(associatedTokenAddress(seeds)).toEqual({ address: expected, bump });
      expect(associatedTokenAddress(seeds)).toBe(associatedTokenAddress(seeds));
    }),
    { numRuns: 20 },
  );
});

it('for all seeds, derives what the client derives', async () => {
  await fc.assert(
    fc.asyncProperty(bytes32, async (seed) => {
      const programAddress = address(MODEL_SWAP_PROGRAM_ADDRESS);
      const [expected, bump] = await getProgramDerivedAddress({ programAddress, seeds: [seed] });
      expect(deriveAddress(programAddress, [seed])).toEqual({ address: expected, bump });
    }),
    { numRuns: 20 },
  );
});
