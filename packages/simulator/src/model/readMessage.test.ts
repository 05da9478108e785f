import {
  AccountRole,
  appendTransactionMessageInstructions,
  compileTransaction,
  createTransactionMessage,
  getCompiledTransactionMessageDecoder,
  getAddressDecoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
} from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readMessage } from './readMessage.ts';

const someAddress = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => getAddressDecoder().decode(bytes));
const signer = fc.constantFrom(AccountRole.READONLY_SIGNER, AccountRole.WRITABLE_SIGNER);
const other = fc.constantFrom(AccountRole.READONLY, AccountRole.WRITABLE);
const accounts = (role: fc.Arbitrary<AccountRole>, maxLength: number) =>
  fc.array(fc.record({ address: someAddress, role }), { maxLength });
const instruction = fc.record({
  programAddress: someAddress,
  // A transaction has room for twelve signers.
  accounts: fc.tuple(accounts(other, 9), accounts(signer, 2)).map((lists) => lists.flat()),
  data: fc.uint8Array({ maxLength: 200 }),
});
const message = fc
  .record({
    payer: someAddress,
    blockhash: someAddress,
    instructions: fc.array(instruction, { maxLength: 5 }),
  })
  .map(({ payer, blockhash, instructions }) =>
    pipe(
      createTransactionMessage({ version: 0 }),
      (empty) => setTransactionMessageFeePayer(payer, empty),
      (paid) =>
        setTransactionMessageLifetimeUsingBlockhash(
          { blockhash: blockhash as string as Blockhash, lastValidBlockHeight: 0n },
          paid,
        ),
      (alive) => appendTransactionMessageInstructions(instructions, alive),
      (whole) => new Uint8Array(compileTransaction(whole).messageBytes),
    ),
  );

describe('readMessage', () => {
  it('for all messages, reads what the decoder of the network reads', () => {
    fc.assert(
      fc.property(message, (bytes) => {
        const expected = getCompiledTransactionMessageDecoder().decode(bytes);
        if (expected.version !== 0) throw new Error('is of version 0');
        const { header } = expected;
        expect(readMessage(bytes)).toEqual({
          signerCount: header.numSignerAccounts,
          readonlySignerCount: header.numReadonlySignerAccounts,
          readonlyOtherCount: header.numReadonlyNonSignerAccounts,
          accounts: expected.staticAccounts,
          blockhash: expected.lifetimeToken,
          instructions: expected.instructions.map(
            ({ programAddressIndex, accountIndices = [], data }) => ({
              programIndex: programAddressIndex,
              accounts: accountIndices,
              data: Uint8Array.from(data ?? []),
            }),
          ),
        });
      }),
    );
  });

  it('for all messages that are cut or go on, reads nothing', () => {
    fc.assert(
      fc.property(message, fc.double({ min: 0, max: 0.999, noNaN: true }), (bytes, share) => {
        expect(readMessage(bytes.subarray(0, Math.floor(bytes.length * share)))).toBeUndefined();
        expect(readMessage(Uint8Array.from([...bytes, 0]))).toBeUndefined();
      }),
    );
  });

  it('for all bytes, never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readMessage(bytes)).not.toThrow();
        expect(() => readMessage(Uint8Array.from([0x80, 1, ...bytes]))).not.toThrow();
      }),
    );
  });

  it('reads neither older messages nor those with lookup tables', () => {
    const [bytes] = fc.sample(message, 1);
    if (bytes === undefined) throw new Error('is there');
    expect(readMessage(bytes.subarray(1))).toBeUndefined();
    const withTable = Uint8Array.from(bytes);
    withTable[withTable.length - 1] = 1;
    expect(readMessage(Uint8Array.from([...withTable, ...new Uint8Array(34)]))).toBeUndefined();
  });
});
