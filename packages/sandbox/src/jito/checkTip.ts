import type { CompiledTransactionMessage } from '@solana/kit';
import { SYSTEM_PROGRAM_ADDRESS } from '@solana-program/system';

import { JitoRefusal } from './jitoRefusal.ts';
import { TIP_ACCOUNTS, TIP_LAMPORTS_MIN } from './tipAccounts.ts';

const SYSTEM_TRANSFER = 2;
const SYSTEM_TRANSFER_LENGTH = 12;

/**
 * Checks that a bundle takes part in the auction: it write-locks a tip account by a static address,
 * one that stands in a lookup table does not count, and pays it at least the minimum.
 *
 * @throws JitoRefusal when it does not
 */
export function checkTip(messages: readonly CompiledTransactionMessage[]): void {
  if (!messages.some(locksTipAccount)) {
    throw new JitoRefusal(
      'Bundles must write lock at least one tip account to be eligible for the auction.',
    );
  }
  const paidLamports = messages.reduce((sum, message) => sum + sumTipLamports(message), 0n);
  if (paidLamports < TIP_LAMPORTS_MIN) {
    throw new JitoRefusal(
      `Bundles must tip at least ${TIP_LAMPORTS_MIN} lamports; this one tips ${paidLamports}.`,
    );
  }
}

function locksTipAccount(message: CompiledTransactionMessage): boolean {
  return message.staticAccounts.some(
    (account, index) => TIP_ACCOUNTS.includes(account) && isWritable(message, index),
  );
}

/** Accounts stand in four runs: signers writable and read-only, others writable and read-only. */
function isWritable({ header, staticAccounts }: CompiledTransactionMessage, index: number) {
  const { numSignerAccounts, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = header;
  if (index < numSignerAccounts) return index < numSignerAccounts - numReadonlySignerAccounts;
  return index < staticAccounts.length - numReadonlyNonSignerAccounts;
}

function sumTipLamports(message: CompiledTransactionMessage): bigint {
  // Version 1 lays its instructions out differently, and no sandbox chain executes it.
  if (message.version === 1) return 0n;
  return message.instructions.reduce((sum, instruction) => {
    const { programAddressIndex, accountIndices = [], data = new Uint8Array() } = instruction;
    const program = message.staticAccounts[programAddressIndex];
    const receiver = message.staticAccounts[accountIndices[1] ?? -1];
    if (program !== SYSTEM_PROGRAM_ADDRESS || data.length !== SYSTEM_TRANSFER_LENGTH) return sum;
    if (receiver === undefined || !TIP_ACCOUNTS.includes(receiver)) return sum;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const isTransfer = view.getUint32(0, true) === SYSTEM_TRANSFER;
    return isTransfer ? sum + view.getBigUint64(4, true) : sum;
  }, 0n);
}
