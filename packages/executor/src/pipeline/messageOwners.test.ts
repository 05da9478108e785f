import { getBase64Decoder } from '@solana/kit';
import { expect, it } from 'vitest';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import { signedWire } from '../transaction/wireTransaction.ts';
import { createMessageOwners } from './messageOwners.ts';

it('gives a message to one trade, which may have it again', () => {
  const owners = createMessageOwners(() => []);
  const bytes = Uint8Array.of(1, 2, 3);
  expect(owners.claim('a', bytes)).toBe(true);
  expect(owners.claim('b', Uint8Array.of(1, 2, 3))).toBe(false);
  expect(owners.claim('b', Uint8Array.of(1, 2, 4))).toBe(true);
  expect(owners.claim('a', bytes)).toBe(true);
});

it('forgets the oldest beyond its bound, and none before', () => {
  const owners = createMessageOwners(() => []);
  const numbered = (number: number) => Uint8Array.of(number & 255, number >> 8);
  for (let number = 0; number < 1_024; number += 1) owners.claim('a', numbered(number));
  expect(owners.claim('b', numbered(0))).toBe(false);
  owners.claim('a', numbered(1_024));
  expect(owners.claim('b', numbered(1))).toBe(false);
  expect(owners.claim('b', numbered(0))).toBe(true);
});

it('knows what an earlier process signed, or asked a remote signer for, and asks for it once', () => {
  const base64 = getBase64Decoder();
  const [signed, versioned, prepared] = [
    Uint8Array.of(1, 2, 3),
    Uint8Array.of(0x81, 2, 3),
    Uint8Array.of(7, 8),
  ];
  const attemptOf = (message: Uint8Array) => ({
    wireBase64: base64.decode(signedWire(message, new Uint8Array(64).fill(9))),
  });
  const trades = [
    { tradeId: 'b', attempts: [], prepared: [{ messageBase64: base64.decode(prepared) }] },
    { tradeId: 'a', attempts: [attemptOf(signed), attemptOf(versioned)] },
  ] as unknown as readonly TradeRecord[];
  const asked: number[] = [];
  const owners = createMessageOwners((limit) => {
    asked.push(limit);
    return trades;
  });
  for (const message of [signed, versioned]) {
    expect(owners.claim('c', message)).toBe(false);
    expect(owners.claim('a', message)).toBe(true);
  }
  expect(owners.claim('a', prepared)).toBe(false);
  expect(owners.claim('c', Uint8Array.of(4))).toBe(true);
  expect(asked).toEqual([1_024]);
});
