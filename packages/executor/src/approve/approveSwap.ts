import { fault, type Fault } from '@quantbot/core';

import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { DecodedInstruction } from './decodeMessage.ts';
import type { SignPolicy } from './signPolicy.ts';

/** Holds the one swap instruction against the trade, by its bytes. */
export function approveSwap(
  instruction: DecodedInstruction,
  policy: SignPolicy,
): Fault | undefined {
  const { programAddress: program, index: instructionIndex } = instruction;
  const decoder = policy.decoders.get(program);
  if (decoder === undefined) {
    return fault('APPROVE__PROGRAM_NOT_ALLOWED', { program, instructionIndex });
  }
  const swap = decoder.decodeSwap(instruction);
  if ('reason' in swap) {
    const { reason } = swap;
    return fault('APPROVE__SWAP_NOT_UNDERSTOOD', { program, reason, instructionIndex });
  }
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
      ['platform fee account', 'none', swap.platformFeeAccount ?? 'none'],
    ];
  const wrong = expectations.find(([, expected, found]) => expected !== found);
  if (wrong !== undefined) {
    const [field, expected, found] = wrong;
    return fault('APPROVE__SWAP_MISMATCH', {
      field,
      expected,
      found: found ?? 'none',
      instructionIndex,
    });
  }
  if (swap.minimumOut < policy.swapMinimumOut) {
    return fault('APPROVE__SWAP_MISMATCH', {
      field: 'minimum out',
      expected: `at least ${policy.swapMinimumOut}`,
      found: String(swap.minimumOut),
      instructionIndex,
    });
  }
  return foreignAccount(instruction, policy);
}

/**
 * A program that is handed an account together with the wallet's signature may do with it what the
 * wallet may, so the wallet's other token accounts have no place in the list.
 */
function foreignAccount(
  { accounts, index: instructionIndex }: DecodedInstruction,
  { wallet, tokenAccount, wrappedSolAccount, walletTokenAccounts }: SignPolicy,
): Fault | undefined {
  const signer = accounts.find(({ isSigner, address }) => isSigner && address !== wallet);
  if (signer !== undefined) {
    const { address: found } = signer;
    const context = { field: 'signer', expected: wallet, found, instructionIndex };
    return fault('APPROVE__SWAP_MISMATCH', context);
  }
  const other = accounts.find(
    ({ address }) =>
      walletTokenAccounts.has(address) && address !== tokenAccount && address !== wrappedSolAccount,
  );
  if (other === undefined) return undefined;
  const detail = `the swap names ${other.address}, another token account of the wallet`;
  return fault('APPROVE__REFUSED', { rule: 'wallet-account', detail, instructionIndex });
}
