import { describe, expect, it } from 'vitest';

import { bodyOf, createExchange, createReply } from '../../testing/fakeExchange.ts';
import { corruptReply, malform, swapTypes } from './corruptReply.ts';

const exchange = createExchange('getSlot');

describe('corruptReply', () => {
  it.each(['truncated', 'empty', 'html'] as const)('makes an answer %s', (how) => {
    const reply = corruptReply(exchange, createReply(5n), { kind: 'malformed', how });
    expect(bodyOf(reply)).toBeUndefined();
    expect(reply.status).toBe(200);
  });

  it('gives the result wrong types and keeps the rest', () => {
    const reply = corruptReply(exchange, createReply(5n), { kind: 'wrongTypes' });
    expect(bodyOf(reply)).toEqual({ jsonrpc: '2.0', result: '5', id: 1n });
  });

  it('replaces the result', () => {
    const action = { kind: 'replaceResult', result: { any: 'thing' } } as const;
    expect(bodyOf(corruptReply(exchange, createReply(5n), action))).toMatchObject({
      result: { any: 'thing' },
    });
  });

  it('changes the whole answer of the venue', () => {
    const venue = createExchange('/swap/v2/build', [], 'venue');
    const quote = { ...createReply(0n), body: Buffer.from('{"outAmount":"12","slippageBps":100}') };
    expect(bodyOf(corruptReply(venue, quote, { kind: 'wrongTypes' }))).toEqual({
      outAmount: 7n,
      slippageBps: '100',
    });
  });

  it('leaves errors, other text and other faults alone', () => {
    const error = { ...createReply(0n), body: Buffer.from('{"error":{"code":1},"id":1}') };
    const text = { ...createReply(0n), body: Buffer.from('no JSON') };
    expect(corruptReply(exchange, error, { kind: 'wrongTypes' })).toBe(error);
    expect(corruptReply(exchange, text, { kind: 'wrongTypes' })).toBe(text);
    expect(corruptReply(exchange, error, { kind: 'swallow' })).toBe(error);
  });
});

it('swaps every type for another one', () => {
  expect(swapTypes({ context: { slot: 1n }, value: [null] })).toEqual({
    context: { slot: 1n },
    value: {},
  });
  expect([1n, 0.5, 'a', true, null, []].map(swapTypes)).toEqual(['1', '0.5', 7n, 'true', {}, {}]);
  expect(swapTypes({ a: { b: 1n } })).toEqual({ a: [] });
});

it('cuts text in half', () => {
  expect(malform('123456', 'truncated')).toBe('123');
});
