import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BUILD_CHARACTERS_MAX, readJupiterBuild } from './readJupiterBuild.ts';
import { fixtureAddress, fixtureBuild, fixtureInstruction } from './testing/swapFixtures.ts';

function read(changes: Readonly<Record<string, unknown>>) {
  return readJupiterBuild(JSON.stringify(fixtureBuild(changes)));
}

function readWithInstruction(changes: Readonly<Record<string, unknown>>) {
  return read({ swapInstruction: { ...fixtureBuild().swapInstruction, ...changes } });
}

describe('readJupiterBuild', () => {
  it('reads amounts, instruction and tables', () => {
    expect(read({ unknownField: { deep: true } })).toMatchObject({
      inAmount: 1_000_000n,
      outAmount: 2_000n,
      otherAmountThreshold: 1_990n,
      slippageBps: 50,
      priceImpactPct: 13,
      swapInstruction: fixtureInstruction('route_v2'),
      addressesByLookupTableAddress: { [fixtureAddress(60)]: [fixtureAddress(61)] },
    });
  });

  it('reads an answer without what it may leave out', () => {
    const optional = {
      inputMint: undefined,
      outputMint: undefined,
      swapMode: undefined,
      priceImpactPct: undefined,
      otherInstructions: undefined,
      tipInstruction: undefined,
      addressesByLookupTableAddress: null,
    };
    expect(read(optional)).toHaveProperty('outAmount', 2_000n);
  });

  it.each([
    ['0', 0],
    ['0.0001', 1],
    ['0.00010000001', 2],
    ['0.5', 5_000],
    ['1', 10_000],
    ['-0.01', 0],
    ['1.5e-7', 1],
    ['0.0000000000', 0],
    ['0.07', 700],
  ])('rounds the price impact %s up to %i bps', (priceImpactPct, bps) => {
    expect(read({ priceImpactPct })).toHaveProperty('priceImpactPct', bps);
  });

  it.each(['0', '1', '18446744073709551615'])('takes the amount %s', (inAmount) => {
    expect(read({ inAmount })).toHaveProperty('inAmount', BigInt(inAmount));
  });

  describe('rejects input', () => {
    it.each([
      ['inAmount', 1_000_000],
      ['inAmount', '-1'],
      ['inAmount', '1.0'],
      ['inAmount', '1e6'],
      ['inAmount', '0x10'],
      ['inAmount', ' 1'],
      ['inAmount', '01'],
      ['inAmount', ''],
      ['inAmount', '18446744073709551616'],
      ['inAmount', '9'.repeat(400)],
      ['outAmount', '0'],
      ['outAmount', null],
      ['otherAmountThreshold', undefined],
      ['slippageBps', '50'],
      ['slippageBps', 50.5],
      ['slippageBps', -1],
      ['slippageBps', 10_001],
      ['priceImpactPct', 0.1],
      ['priceImpactPct', 'NaN'],
      ['priceImpactPct', 'Infinity'],
      ['priceImpactPct', '1e9'],
      ['routePlan', []],
      ['routePlan', 'none'],
      ['inputMint', 'not-an-address'],
      ['swapInstruction', null],
      ['otherInstructions', {}],
      ['addressesByLookupTableAddress', []],
    ])('names %s when it is %o', (field, value) => {
      expect(read({ [field]: value })).toEqual({
        reason: expect.stringMatching(new RegExp(`^${field}: `, 'u')) as string,
      });
    });

    it.each([
      ['AQI', 'unpadded'],
      ['AQIDB===', 'too much padding'],
      ['AQI=\n', 'a line break'],
      ['A Q I D', 'blanks'],
      ['-_-_', 'the URL alphabet'],
      ['AR==', 'stray bits'],
      ['A'.repeat(1648), 'more than a transaction carries'],
      ['A'.repeat(1644), 'a byte more than a transaction carries'],
    ])('names the data %o: %s', (data) => {
      expect(readWithInstruction({ data })).toEqual({
        reason: 'swapInstruction.data: not instruction data in base64',
      });
    });

    it('names the first bad account of the instruction', () => {
      const accounts = [
        { pubkey: fixtureAddress(1), isSigner: true, isWritable: true },
        { pubkey: fixtureAddress(2), isSigner: 1, isWritable: true },
      ];
      expect(readWithInstruction({ accounts })).toEqual({
        reason: expect.stringMatching(/^swapInstruction\.accounts\.1\.isSigner: /u) as string,
      });
    });

    it('names a table address that is none', () => {
      const tables = { [fixtureAddress(60)]: ['x'] };
      expect(read({ addressesByLookupTableAddress: tables })).toEqual({
        reason: `addressesByLookupTableAddress.${fixtureAddress(60)}.0: not an address`,
      });
      expect(read({ addressesByLookupTableAddress: { x: [] } })).toHaveProperty('reason');
    });

    it('refuses a table longer than a table can be', () => {
      const full = Array.from({ length: 256 }, () => fixtureAddress(61));
      const table = fixtureAddress(60);
      expect(read({ addressesByLookupTableAddress: { [table]: full } })).toHaveProperty('inAmount');
      expect(
        read({ addressesByLookupTableAddress: { [table]: [...full, fixtureAddress(61)] } }),
      ).toHaveProperty('reason');
    });

    it('refuses a minimum above the quote', () => {
      expect(read({ otherAmountThreshold: '2001' })).toEqual({
        reason: 'otherAmountThreshold: more than outAmount',
      });
    });

    it('refuses what is no JSON, no object or too large', () => {
      expect(readJupiterBuild('<html>')).toEqual({ reason: 'not JSON' });
      expect(readJupiterBuild('')).toEqual({ reason: 'not JSON' });
      expect(readJupiterBuild('null')).toHaveProperty('reason');
      expect(readJupiterBuild('[]')).toHaveProperty('reason');
      expect(readJupiterBuild(`"${'x'.repeat(BUILD_CHARACTERS_MAX)}"`)).toEqual({
        reason: '1000002 characters, at most 1000000 are read',
      });
    });

    it('for all JSON in the place of any field, never throws', () => {
      const field = fc.constantFrom(...Object.keys(fixtureBuild()));
      fc.assert(
        fc.property(field, fc.jsonValue(), (name, value) => {
          expect(read({ [name]: value })).toBeTypeOf('object');
        }),
      );
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
          expect(readJupiterBuild(body)).toHaveProperty('reason');
        }),
      );
    });
  });
});
