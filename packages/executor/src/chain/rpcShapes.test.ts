import { describe, expect, it } from 'vitest';

import {
  blockhashValidShape,
  epochInfoShape,
  genesisShape,
  heightShape,
  latestBlockhashShape,
  statusesShape,
} from './rpcShapes.ts';

const context = { slot: 9n };
const status = { slot: 8n, err: null, confirmationStatus: 'confirmed' };

describe('an answer', () => {
  it.each([
    [epochInfoShape, { absoluteSlot: 9n, blockHeight: 8n, epoch: 1n }],
    [heightShape, 0n],
    [genesisShape, 'hash'],
    [blockhashValidShape, { context, value: false }],
    [
      latestBlockhashShape,
      { context, value: { blockhash: '1'.repeat(32), lastValidBlockHeight: 1n } },
    ],
    [statusesShape, { context, value: [null, status, { ...status, confirmationStatus: null }] }],
  ])('is read: %#', (shape, answer) => {
    expect(shape.safeParse(answer).success).toBe(true);
  });

  it.each([
    [epochInfoShape, { absoluteSlot: '9', blockHeight: 8n }],
    [epochInfoShape, { absoluteSlot: 9n }],
    [heightShape, '8'],
    [heightShape, -1n],
    [heightShape, null],
    [genesisShape, 7n],
    [genesisShape, ''],
    // Everything that only looks like a false.
    [blockhashValidShape, { context, value: 0n }],
    [blockhashValidShape, { context, value: null }],
    [blockhashValidShape, { context, value: 'false' }],
    [blockhashValidShape, { context }],
    [latestBlockhashShape, { context, value: { blockhash: 1n, lastValidBlockHeight: 1n } }],
    [statusesShape, { context: {}, value: [] }],
    [statusesShape, { context: { slot: '9' }, value: [] }],
    [statusesShape, { context, value: null }],
    [statusesShape, { context, value: [undefined] }],
    [statusesShape, { context, value: ['confirmed'] }],
    [statusesShape, { context, value: [{ ...status, slot: '8' }] }],
    [statusesShape, { context, value: [{ ...status, confirmationStatus: 'rooted' }] }],
  ])('of wrong types is no answer: %#', (shape, answer) => {
    expect(shape.safeParse(answer).success).toBe(false);
  });
});
