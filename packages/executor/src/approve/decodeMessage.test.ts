import { describe, expect, it } from 'vitest';

import { draftOf, rewrite } from '../testing/policyFixtures.ts';
import { buyPlan, PLAN, PLAN_BLOCKHASH } from '../testing/tradeFixtures.ts';
import { decodeMessage, UNRESOLVED } from './decodeMessage.ts';

const table = [PLAN.pool, ...PLAN.vaults];
const compressed = draftOf(buyPlan({ lookupTables: { [PLAN.table]: table } }));

describe('decodeMessage', () => {
  it('tells payer, signers, blockhash and every account with its rights', () => {
    const message = decodeMessage(draftOf(buyPlan()), {});
    expect(message).toMatchObject({
      blockhash: PLAN_BLOCKHASH.blockhash,
      feePayer: PLAN.wallet,
      signers: [PLAN.wallet],
      lookedUp: [],
    });
    const swap = message?.instructions.find(
      ({ programAddress }) => programAddress === PLAN.swapProgram,
    );
    expect(swap?.accounts).toEqual(buyPlan().swapInstruction.accounts);
    expect(swap?.data).toEqual(buyPlan().swapInstruction.data);
  });

  it('resolves lookup tables, writable entries first', () => {
    const message = decodeMessage(compressed, { [PLAN.table]: table });
    expect(message?.lookedUp).toEqual([...PLAN.vaults, PLAN.pool]);
    expect(message?.addresses.slice(-4)).toEqual([
      expect.stringMatching(/^(?!unresolved)/u),
      ...PLAN.vaults,
      PLAN.pool,
    ]);
    expect(message?.addresses[0]).toBe(PLAN.wallet);
    const swap = message?.instructions.find(
      ({ programAddress }) => programAddress === PLAN.swapProgram,
    );
    expect(swap?.accounts).toEqual(buyPlan().swapInstruction.accounts);
  });

  it('tells signers that may be written to from those that may not', () => {
    const bytes = rewrite(draftOf(buyPlan()), ({ instructions }) => {
      const [first] = instructions;
      if (first !== undefined) first.accountIndices = [0, 1, 2, 3];
    });
    bytes[1] = 3;
    bytes[2] = 2;
    const [first] = decodeMessage(bytes, {})?.instructions ?? [];
    expect(first?.accounts.map(({ isSigner, isWritable }) => [isSigner, isWritable])).toEqual([
      [true, true],
      [true, false],
      [true, false],
      [false, true],
    ]);
  });

  it('marks what no table at hand has', () => {
    const missing = decodeMessage(compressed, {});
    expect(missing?.lookedUp).toEqual([UNRESOLVED, UNRESOLVED, UNRESOLVED]);
    const short = decodeMessage(compressed, { [PLAN.table]: [PLAN.pool] });
    expect(short?.lookedUp).toEqual([UNRESOLVED, UNRESOLVED, PLAN.pool]);
  });

  it('marks an index that points at nothing', () => {
    const bytes = rewrite(draftOf(buyPlan()), ({ instructions }) => {
      const [first] = instructions;
      if (first !== undefined)
        Object.assign(first, { programAddressIndex: 99, accountIndices: [98] });
    });
    const [first] = decodeMessage(bytes, {})?.instructions ?? [];
    expect(first).toMatchObject({
      programAddress: UNRESOLVED,
      accounts: [{ address: UNRESOLVED, isSigner: false, isWritable: false }],
    });
  });

  it('reads nothing else than exactly a message of a known version', () => {
    const bytes = draftOf(buyPlan());
    const legacy = bytes.subarray(1);
    const longer = Uint8Array.of(...bytes, 0);
    const newer = Uint8Array.of(0x81, ...bytes.subarray(1));
    for (const other of [legacy, longer, newer, bytes.subarray(0, 40), Uint8Array.of()]) {
      expect(decodeMessage(other, {})).toBeUndefined();
    }
    // Without the empty list of lookups at its end it is a legacy message.
    expect(decodeMessage(legacy.subarray(0, -1), {})).toMatchObject({ version: 'legacy' });
  });
});
