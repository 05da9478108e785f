import { describe, expect, it } from 'vitest';

import { createFakeReader } from '../../testing/fakeExchange.ts';
import type { JsonValue } from '../proxy/jsonValue.ts';
import {
  NOBODYS_SIGNATURE,
  rewriteBlock,
  rewriteContext,
  rewriteSignaturesForAddress,
  rewriteSignatureStatuses,
} from './rewriteStatuses.ts';
import type { ViewCall } from './viewCall.ts';

const chain = createFakeReader({ processed: 100n, finalized: 69n });
const call = (lagSlots: bigint, params: readonly JsonValue[] = []): ViewCall => ({
  method: '',
  params,
  lagSlots,
  chain,
});
const status = (slot: bigint, confirmations: bigint | null) => ({
  slot,
  confirmations,
  confirmationStatus: confirmations === null ? 'finalized' : 'confirmed',
  err: null,
});

describe('rewriteSignatureStatuses', () => {
  const result = {
    context: { slot: 100n },
    value: [status(98n, 2n), status(95n, 5n), status(60n, null), status(69n, null), null],
  };

  it('forgets what is newer than the lag and makes the rest younger', () => {
    expect(rewriteSignatureStatuses(result, call(3n))).toEqual({
      context: { slot: 97n },
      value: [null, status(95n, 2n), status(60n, null), status(69n, 28n), null],
    });
  });

  it('leaves answers without lag, and other answers, alone', () => {
    expect(rewriteSignatureStatuses(result, call(0n))).toBe(result);
    expect(rewriteSignatureStatuses(null, call(1n))).toBeNull();
  });
});

describe('rewriteSignaturesForAddress', () => {
  const entries = [{ slot: 90n }, { slot: 60n }, { other: true }];

  it('leaves out what is not final yet, and what a lag hides', async () => {
    expect(await rewriteSignaturesForAddress(entries, call(0n))).toEqual(entries.slice(1));
    expect(await rewriteSignaturesForAddress(entries, call(10n))).toEqual(entries.slice(2));
  });

  it('leaves out what the chain notes of a send that came too late', async () => {
    const newest = call(0n, [{ commitment: 'confirmed' }]);
    const note = { slot: 60n, signature: NOBODYS_SIGNATURE };
    expect(await rewriteSignaturesForAddress([note, ...entries], newest)).toEqual(entries);
  });

  it('keeps the answer when nothing is hidden', async () => {
    const newest = call(0n, [{ commitment: 'confirmed' }]);
    expect(await rewriteSignaturesForAddress(entries, newest)).toBe(entries);
  });
});

it('knows no block that a lag hides', async () => {
  const block = { blockHeight: 1n };
  const asked = (slot: bigint) => [slot, { commitment: 'confirmed' }];
  expect(await rewriteBlock(block, call(5n, asked(96n)))).toBeNull();
  expect(await rewriteBlock(block, call(5n, asked(95n)))).toBe(block);
  expect(await rewriteBlock(block, call(0n, asked(99n)))).toBe(block);
});

it('tells an older slot for every other answer in context', () => {
  const account = { context: { slot: 100n }, value: { rentEpoch: 18_446_744_073_709_551_615n } };
  expect(rewriteContext(account, call(4n))).toEqual({ ...account, context: { slot: 96n } });
  expect(rewriteContext(account, call(0n))).toBe(account);
  expect(rewriteContext('text', call(4n))).toBe('text');
});
