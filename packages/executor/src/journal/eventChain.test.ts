import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { CHAIN_START, createEventChain } from './eventChain.ts';

const chain = createEventChain(createNodePlatform());
const EVENT = { tradeId: 'a', version: 1, atMs: 5, payload: '{"name":"TradeReceived"}' };
const ANCHOR = { number: 1, atMs: 5, heads: [['a', 1, 'h']] } as const;

describe('hashEvent', () => {
  it('is the SHA-256 of the link before it and of all that is stored of the event', () => {
    // printf '["","a",1,5,"{\\"name\\":\\"TradeReceived\\"}"]' | sha256sum
    expect(chain.hashEvent(CHAIN_START, EVENT)).toBe(
      'd594680f5ca3be4c9c1bf27e31769bbf126df2f38263aff2a64db494a7a44f72',
    );
  });

  it('for all changes of an event, is another', () => {
    const text = fc.string();
    const event = fc.record({ tradeId: text, version: fc.nat(), atMs: fc.nat(), payload: text });
    fc.assert(
      fc.property(fc.tuple(text, event), fc.tuple(text, event), (left, right) => {
        const isSame = JSON.stringify(left) === JSON.stringify(right);
        expect(chain.hashEvent(...left) === chain.hashEvent(...right)).toBe(isSame);
      }),
    );
  });

  it('does not take a part of one field for a part of the next', () => {
    const moved = { ...EVENT, tradeId: 'a",1,5,"', payload: '' };
    expect(chain.hashEvent(CHAIN_START, moved)).not.toBe(
      chain.hashEvent(CHAIN_START, { ...EVENT, payload: '",1,5,"' }),
    );
  });
});

describe('hashAnchor', () => {
  it.each([
    ['another anchor before it', 'x', ANCHOR],
    ['another number', CHAIN_START, { ...ANCHOR, number: 2 }],
    ['another time', CHAIN_START, { ...ANCHOR, atMs: 6 }],
    ['another trade', CHAIN_START, { ...ANCHOR, heads: [['b', 1, 'h']] as const }],
    ['another version', CHAIN_START, { ...ANCHOR, heads: [['a', 2, 'h']] as const }],
    ['another event', CHAIN_START, { ...ANCHOR, heads: [['a', 1, 'i']] as const }],
    [
      'one trade more',
      CHAIN_START,
      { ...ANCHOR, heads: [...ANCHOR.heads, ['b', 1, 'h']] as const },
    ],
    ['one trade less', CHAIN_START, { ...ANCHOR, heads: [] }],
  ])('is another for %s', (_change, previous, anchor) => {
    expect(chain.hashAnchor(previous, anchor)).not.toBe(chain.hashAnchor(CHAIN_START, ANCHOR));
    expect(chain.hashAnchor(previous, anchor)).toMatch(/^[0-9a-f]{64}$/u);
  });
});
