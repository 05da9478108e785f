import { getAddressDecoder, getCompiledTransactionMessageEncoder } from '@solana/kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { writeMessage, type CompiledMessage } from './writeMessage.ts';

const encoder = getCompiledTransactionMessageEncoder();
const addresses = getAddressDecoder();

const byte = fc.integer({ min: 0, max: 255 });
const indexes = fc.array(byte, { maxLength: 300 });
const address = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => addresses.decode(bytes));

/** Any message of version 0 that has a form in bytes, whether or not a node would take it. */
const message = fc.record({
  version: fc.constant(0 as const),
  header: fc.record({
    numSignerAccounts: byte,
    numReadonlySignerAccounts: byte,
    numReadonlyNonSignerAccounts: byte,
  }),
  staticAccounts: fc.array(address, { maxLength: 140 }),
  lifetimeToken: address.map(String),
  instructions: fc.array(
    fc.record(
      {
        programAddressIndex: byte,
        accountIndices: indexes,
        data: fc.uint8Array({ maxLength: 400 }),
      },
      { requiredKeys: ['programAddressIndex'] },
    ),
    { maxLength: 20 },
  ),
  addressTableLookups: fc.array(
    fc.record({
      lookupTableAddress: address,
      writableIndexes: indexes,
      readonlyIndexes: indexes,
    }),
    { maxLength: 4 },
  ),
});

it('writes every message as the library of the network does', () => {
  fc.assert(
    fc.property(message, (compiled: CompiledMessage) => {
      expect(writeMessage(compiled)).toEqual(new Uint8Array(encoder.encode(compiled)));
    }),
    { numRuns: 60 },
  );
});

/** Its length takes three bytes. */
const LONG = new Uint8Array(20_000).fill(7);

it('writes one without lookup tables, and the same address again and again', () => {
  const [wallet] = fc.sample(address, 1);
  const compiled: CompiledMessage = {
    version: 0,
    header: { numSignerAccounts: 1, numReadonlySignerAccounts: 0, numReadonlyNonSignerAccounts: 0 },
    staticAccounts: [wallet, wallet].filter((one) => one !== undefined),
    lifetimeToken: String(wallet),
    instructions: [{ programAddressIndex: 1 }, { programAddressIndex: 1, data: LONG }],
  };
  const bytes = writeMessage(compiled);
  expect(bytes).toEqual(new Uint8Array(encoder.encode(compiled)));
  expect(writeMessage(compiled)).toEqual(bytes);
});

it('refuses what is no address', () => {
  const compiled: CompiledMessage = {
    version: 0,
    header: { numSignerAccounts: 1, numReadonlySignerAccounts: 0, numReadonlyNonSignerAccounts: 0 },
    staticAccounts: [],
    lifetimeToken: 'too short',
    instructions: [],
  };
  expect(() => writeMessage(compiled)).toThrow();
});
