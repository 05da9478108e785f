import { getAddressEncoder, type Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { PLAN } from '../testing/tradeFixtures.ts';
import { readTokenRisks, type MintExtension } from './tokenRisks.ts';

const HOLDER: Address = PLAN.mint;
const HOLDER_BYTES = new Uint8Array(getAddressEncoder().encode(HOLDER));
const NOBODY_BYTES = new Uint8Array(32);

/** A mint with or without the two authorities of every mint. */
function mintBytes({ mints = false, freezes = false } = {}): Uint8Array {
  const data = new Uint8Array(82);
  data[45] = 1;
  if (mints) {
    data[0] = 1;
    data.set(HOLDER_BYTES, 4);
  }
  if (freezes) {
    data[46] = 1;
    data.set(HOLDER_BYTES, 50);
  }
  return data;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function risks(...extensions: readonly MintExtension[]): readonly string[] {
  return readTokenRisks(mintBytes(), extensions).risks;
}

/** The transfer fee of a mint: two authorities, what is withheld, and two fees. */
function feeConfig(authority: Uint8Array, [older, newer]: readonly [number, number]): Uint8Array {
  const data = new Uint8Array(108);
  data.set(authority, 0);
  new DataView(data.buffer).setUint16(88, older, true);
  new DataView(data.buffer).setUint16(106, newer, true);
  return data;
}

describe('readTokenRisks', () => {
  it('finds nothing in a mint over which nobody has power', () => {
    expect(readTokenRisks(mintBytes(), [])).toEqual({ risks: [], transferFeeBps: 0 });
  });

  it('names who can mint and who can freeze', () => {
    expect(readTokenRisks(mintBytes({ mints: true, freezes: true }), []).risks).toEqual([
      `${HOLDER} can mint more of it`,
      `${HOLDER} can freeze accounts of it`,
    ]);
    expect(readTokenRisks(mintBytes({ freezes: true }), []).risks).toHaveLength(1);
  });

  it('holds any tag but 0 for an authority, and a mint that is cut short for one with both', () => {
    const odd = mintBytes();
    odd[3] = 7;
    expect(readTokenRisks(odd, []).risks).toHaveLength(1);
    expect(readTokenRisks(Uint8Array.of(1), []).risks).toHaveLength(1);
  });

  it.each([
    ['a close authority', 3, HOLDER_BYTES],
    ['accounts frozen from the start', 6, Uint8Array.of(2)],
    ['transfers that are forbidden', 9, new Uint8Array(0)],
    ['a permanent delegate', 12, HOLDER_BYTES],
    ['a transfer hook', 14, joined(NOBODY_BYTES, HOLDER_BYTES)],
    ['a transfer hook that can be set', 14, joined(HOLDER_BYTES, NOBODY_BYTES)],
    ['confidential fees', 16, new Uint8Array(129)],
    ['a confidential supply', 24, new Uint8Array(196)],
    ['a pause that can be set', 26, joined(HOLDER_BYTES, Uint8Array.of(0))],
    ['a pause that nobody can lift', 26, joined(NOBODY_BYTES, Uint8Array.of(1))],
    ['a transfer fee that can be raised', 1, feeConfig(HOLDER_BYTES, [0, 0])],
    ['an extension that is not known', 28, new Uint8Array(32)],
    ['an extension of a time to come', 99, new Uint8Array(0)],
  ])('finds %s', (_what, type, data) => {
    expect(risks({ type, data })).toHaveLength(1);
  });

  it.each([
    ['a close authority that is nobody', 3, NOBODY_BYTES],
    ['accounts that begin as usual', 6, Uint8Array.of(1)],
    ['a delegate that is nobody', 12, NOBODY_BYTES],
    ['a hook that is none and stays so', 14, new Uint8Array(64)],
    ['a pause that nobody can set', 26, new Uint8Array(33)],
    ['a fee that nobody can raise', 1, feeConfig(NOBODY_BYTES, [7, 9])],
    ...[4, 10, 18, 19, 20, 21, 22, 23, 25].map((type): [string, number, Uint8Array] => [
      `extension ${type}`,
      type,
      HOLDER_BYTES,
    ]),
  ])('finds nothing in %s', (_what, type, data) => {
    expect(risks({ type, data })).toEqual([]);
  });

  it('holds what is cut short for a power of somebody', () => {
    for (const type of [1, 3, 12, 14, 26]) {
      expect(risks({ type, data: new Uint8Array(31) }).length).toBeGreaterThan(0);
    }
  });

  it('takes the higher of the fee that is set and the one that is to come', () => {
    const fee = (data: Uint8Array) =>
      readTokenRisks(mintBytes(), [{ type: 1, data }]).transferFeeBps;
    expect(fee(feeConfig(NOBODY_BYTES, [7, 9]))).toBe(9);
    expect(fee(feeConfig(NOBODY_BYTES, [300, 9]))).toBe(300);
    expect(fee(new Uint8Array(90))).toBe(10_000);
  });
});
