import type { DecodedSwap } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { policyOf } from '../testing/policyFixtures.ts';
import {
  buyPlan,
  madeUpAddress,
  madeUpSwap,
  PLAN,
  PLAN_DECODER,
  sellPlan,
} from '../testing/tradeFixtures.ts';
import { approveSwap } from './approveSwap.ts';

const stranger = madeUpAddress(200);

/** Approves a swap that was decoded to what the trade wants, except for some fields. */
function approve(plan: ReturnType<typeof buyPlan>, decoded: Partial<DecodedSwap>) {
  const policy = policyOf(plan);
  const decoder = {
    ...PLAN_DECODER,
    decodeSwap: (instruction: Parameters<typeof PLAN_DECODER.decodeSwap>[0]) => {
      const honest = PLAN_DECODER.decodeSwap(instruction);
      return 'reason' in honest ? honest : { ...honest, ...decoded };
    },
  };
  const decoders = new Map([[PLAN.swapProgram as string, decoder]]);
  return approveSwap({ index: 6, ...plan.swapInstruction }, { ...policy, decoders });
}

describe('approveSwap', () => {
  it('approves the swap that the trade asks for, either way, and a better one', () => {
    expect(approve(buyPlan(), {})).toBeUndefined();
    expect(approve(sellPlan(), {})).toBeUndefined();
    expect(approve(buyPlan(), { minimumOut: 1_981n })).toBeUndefined();
    const mints = { sourceMint: WRAPPED_SOL, destinationMint: PLAN.mint };
    expect(approve(buyPlan(), mints)).toBeUndefined();
  });

  it.each([
    ['amount in', { amountIn: 99_999_999n }],
    ['amount in', { amountIn: 100_000_001n }],
    ['authority', { authority: stranger }],
    ['source account', { source: stranger }],
    ['source account', { source: PLAN.tokenAccount, destination: PLAN.wrappedSol }],
    ['destination account', { destination: stranger }],
    ['source mint', { sourceMint: PLAN.mint }],
    ['destination mint', { destinationMint: WRAPPED_SOL }],
    ['platform fee', { platformFeeBps: 1 }],
    ['platform fee account', { platformFeeAccount: stranger }],
    ['minimum out', { minimumOut: 1_979n }],
  ] as const)('refuses a swap with another %s', (field, decoded) => {
    expect(approve(buyPlan(), decoded)).toMatchObject({
      code: 'APPROVE__SWAP_MISMATCH',
      context: { field, instructionIndex: 6 },
    });
  });

  it('refuses a sell that takes from or gives to the wrong side', () => {
    const reversed = { source: PLAN.wrappedSol, destination: PLAN.tokenAccount };
    expect(approve(sellPlan(), reversed)).toMatchObject({ context: { field: 'source account' } });
  });

  it('refuses a second signer', () => {
    const plan = buyPlan();
    const swapInstruction = {
      ...plan.swapInstruction,
      accounts: [
        ...plan.swapInstruction.accounts,
        { address: stranger, isSigner: true, isWritable: false },
      ],
    };
    expect(approve({ ...plan, swapInstruction }, {})).toMatchObject({
      context: { field: 'signer', found: stranger },
    });
  });

  it("refuses another token account of the wallet in the swap's list, writable or not", () => {
    const plan = buyPlan();
    for (const isWritable of [true, false]) {
      const other = { address: PLAN.otherTokenAccount, isSigner: false, isWritable };
      const { swapInstruction: honest } = plan;
      const swapInstruction = { ...honest, accounts: [...honest.accounts, other] };
      expect(approve({ ...plan, swapInstruction }, {})).toMatchObject({
        code: 'APPROVE__REFUSED',
        context: { rule: 'wallet-account', instructionIndex: 6 },
      });
    }
  });

  it('refuses what the decoder does not understand and what has none', () => {
    const plan = buyPlan();
    const odd = { ...plan.swapInstruction, data: Uint8Array.of(9) };
    const instruction = { index: 6, ...odd };
    expect(approveSwap(instruction, policyOf(plan))).toMatchObject({
      code: 'APPROVE__SWAP_NOT_UNDERSTOOD',
    });
    expect(approveSwap({ ...instruction, programAddress: stranger }, policyOf(plan))).toMatchObject(
      {
        code: 'APPROVE__PROGRAM_NOT_ALLOWED',
        context: { program: stranger, instructionIndex: 6 },
      },
    );
  });

  it('reads amounts from the bytes', () => {
    const plan = buyPlan();
    const legs = { source: PLAN.wrappedSol, destination: PLAN.tokenAccount };
    const swapInstruction = madeUpSwap({ ...legs, amountIn: 1n, minimumOut: 1_980n });
    expect(approve({ ...plan, swapInstruction }, {})).toMatchObject({
      context: { field: 'amount in', expected: '100000000', found: '1' },
    });
  });
});
