import {
  AccountRole,
  appendTransactionMessageInstructions,
  compileTransactionMessage,
  createTransactionMessage,
  getAddressDecoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Address,
  type Blockhash,
  type Instruction,
} from '@solana/kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { madeUpAddress } from '../testing/tradeFixtures.ts';
import { compileMessage, type CompilableMessage } from './compileMessage.ts';

const addresses = Array.from({ length: 8 }, (_, place) => madeUpAddress(10 + place));
const programs = [madeUpAddress(1), madeUpAddress(2)];
const tables = [madeUpAddress(3), madeUpAddress(4)];
const address = fc.constantFrom(...addresses);
const role = fc.constantFrom(AccountRole.READONLY, AccountRole.WRITABLE);

const account = fc.oneof(
  fc.record({
    address,
    role: fc.oneof(role, fc.constantFrom(AccountRole.READONLY_SIGNER, AccountRole.WRITABLE_SIGNER)),
  }),
  fc.record({
    address,
    role,
    lookupTableAddress: fc.constantFrom(...tables),
    addressIndex: fc.integer({ min: 0, max: 3 }),
  }),
);

const instruction = fc.record(
  {
    programAddress: fc.constantFrom(...programs),
    accounts: fc.array(account, { maxLength: 5 }),
    data: fc.uint8Array({ maxLength: 4 }),
  },
  { requiredKeys: ['programAddress'] },
);

/** As many different addresses as are asked for. */
function manyPrograms(number: number): Address {
  const bytes = new Uint8Array(32).fill(9);
  new DataView(bytes.buffer).setUint32(0, number);
  return getAddressDecoder().decode(bytes);
}

function messageOf(
  payer: string,
  blockhash: string,
  instructions: readonly Instruction[],
): CompilableMessage {
  return pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(payer as Address, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash as Blockhash, lastValidBlockHeight: 1n },
        paid,
      ),
    (alive) => appendTransactionMessageInstructions(instructions, alive),
  );
}

it('compiles every message as the library of the network does, the first time and again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...addresses),
      fc.array(instruction, { maxLength: 4 }),
      fc.array(fc.uint8Array({ maxLength: 3 }), { minLength: 4, maxLength: 4 }),
      (payer, instructions, otherData) => {
        const first = messageOf(payer, madeUpAddress(5), instructions);
        expect(compileMessage(first)).toEqual(compileTransactionMessage(first));
        const changed = instructions.map(({ data, ...rest }, index) => ({
          ...rest,
          ...(data && { data: otherData[index] ?? data }),
        }));
        const second = messageOf(payer, madeUpAddress(6), changed);
        expect(compileMessage(second)).toEqual(compileTransactionMessage(second));
      },
    ),
    { numRuns: 400 },
  );
});

it('lays out anew where only a role, a place in a table, or who pays is another', () => {
  const [payer = '', other = '', place] = addresses;
  const [programAddress] = programs;
  const [lookupTableAddress] = tables;
  const one = { address: place as Address, role: AccountRole.READONLY };
  const looked = { ...one, lookupTableAddress, addressIndex: 1 };
  const variants = [
    [payer, one],
    [other, one],
    [payer, { ...one, role: AccountRole.WRITABLE }],
    [payer, looked],
    [payer, { ...looked, addressIndex: 2 }],
    [payer, { ...looked, role: AccountRole.WRITABLE }],
  ] as const;
  for (const [paying, named] of variants) {
    const message = messageOf(paying, madeUpAddress(5), [
      { programAddress, accounts: [named] } as Instruction,
    ]);
    expect(compileMessage(message)).toEqual(compileTransactionMessage(message));
  }
});

it('goes on when more layouts came than it keeps', () => {
  const [payer = ''] = addresses;
  for (let number = 0; number < 600; number += 1) {
    const programAddress = manyPrograms(number);
    const message = messageOf(payer, madeUpAddress(5), [{ programAddress }]);
    expect(compileMessage(message).staticAccounts).toEqual([payer, programAddress]);
  }
});
