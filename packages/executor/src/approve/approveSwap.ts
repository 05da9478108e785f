import { fault, type Fault } from '@quantbot/core';

import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { DecodedInstruction } from './decodeMessage.ts';
import type { SignPolicy } from './signPolicy.ts';

/** Holds the one swap instruction against the trade, by its bytes. */
export function approveSwap(
  instruction: DecodedInstruction,
  policy: SignPolicy,
): Fault | undefined {
  const { programAddress: program } = instruction;
  const decoder = policy.decoders.get(program);
  if (decoder === undefined) {
    return fault('APPROVE__PROGRAM_NOT_ALLOWED', { program, instructionIndex: instruction.index });
  }
  const swap = decoder.decodeSwap(instruction);
  if ('reason' in swap)
    return fault('APPROVE__SWAP_NOT_UNDERSTOOD', { program, reason: swap.reason });
  const isBuy = policy.side === 'buy';
  const token = policy.mint.mint;
  const expectations: ReadonlyArray<[field: string, expected: string, found: string | undefined]> =
    [
      ['amount in', String(policy.amountIn), String(swap.amountIn)],
      ['authority', policy.wallet, swap.authority],
      ['source account', isBuy ? policy.wrappedSolAccount : policy.tokenAccount, swap.source],
      [
        'destination account',
        isBuy ? policy.tokenAccount : policy.wrappedSolAccount,
        swap.destination,
      ],
      [
        'source mint',
        isBuy ? WRAPPED_SOL : token,
        swap.sourceMint ?? (isBuy ? WRAPPED_SOL : token),
      ],
      [
        'destination mint',
        isBuy ? token : WRAPPED_SOL,
        swap.destinationMint ?? (isBuy ? token : WRAPPED_SOL),
      ],
      ['platform fee', '0', String(swap.platformFeeBps)],
    ];
  const wrong = expectations.find(([, expected, found]) => expected !== found);
  if (wrong !== undefined) {
    const [field, expected, found] = wrong;
    return fault('APPROVE__SWAP_MISMATCH', { field, expected, found: found ?? 'none' });
  }
  if (swap.minimumOut < policy.swapMinimumOut) {
    return fault('APPROVE__SWAP_MISMATCH', {
      field: 'minimum out',
      expected: `at least ${policy.swapMinimumOut}`,
      found: String(swap.minimumOut),
    });
  }
  const signer = instruction.accounts.find(
    (account) => account.isSigner && account.address !== policy.wallet,
  );
  return signer === undefined
    ? undefined
    : fault('APPROVE__SWAP_MISMATCH', {
        field: 'signer',
        expected: policy.wallet,
        found: signer.address,
      });
}
