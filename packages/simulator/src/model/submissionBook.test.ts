import { expect, it } from 'vitest';

import { createTestWallet } from '../platform/testing/testWallet.ts';
import { signTransaction, transfer } from '../testing/testTransaction.ts';
import { createSubmissionBook } from './submissionBook.ts';

const wallet = createTestWallet(1);
const { wire, signature } = signTransaction(wallet, '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM', [
  transfer(wallet, wallet.address, 1n),
]);

it('has one entry for the same bytes and tells who handed them in', () => {
  const book = createSubmissionBook(true);
  const first = book.enter(wire, 1n, 'one');
  expect(book.enter(Uint8Array.from(wire), 2n, 'two')).toBe(first);
  expect(first).toMatchObject({ isAuthentic: true, submission: { signature } });
  expect(book.all()).toMatchObject([
    {
      signature,
      handed: [
        { slot: 1n, by: 'one' },
        { slot: 2n, by: 'two' },
      ],
    },
  ]);
});

it('keeps other bytes under the same signature apart, and trusts only the signed ones', () => {
  const book = createSubmissionBook(true);
  const forged = Uint8Array.from(wire);
  forged[forged.length - 2] = (forged.at(-2) ?? 0) ^ 1;
  expect(book.enter(forged, 1n, 'one').isAuthentic).toBe(false);
  expect(book.enter(wire, 1n, 'one').isAuthentic).toBe(true);
  expect(book.named(signature)).toHaveLength(2);
  expect(book.named('unknown')).toEqual([]);
  expect(createSubmissionBook(false).enter(forged, 1n, 'one').isAuthentic).toBe(true);
});

it('keeps the bytes even if their owner changes them, and bytes that are no transaction', () => {
  const book = createSubmissionBook(true);
  const mine = Uint8Array.from(wire);
  book.enter(mine, 1n, 'one');
  mine.fill(0);
  expect(book.all()[0]?.wire).toEqual(wire);
  expect(book.enter(Uint8Array.of(1, 2), 1n, 'one')).toMatchObject({ isAuthentic: false });
});
