import { fault, type Fault } from '@quantbot/core';

import { markApproved, type ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import { unsignedWire, WIRE_BYTES_MAX } from '../transaction/wireTransaction.ts';
import { decodeMessage, type DecodedInstruction } from './decodeMessage.ts';
import { refuse } from './understandInstruction.ts';

/** What a transaction may do that closes token accounts: this and nothing else. */
export interface ReclaimPolicy {
  readonly wallet: string;
  /** Blockhash whose end of life was worked out. */
  readonly blockhash: string;
  /** Token accounts to close, each with its token program. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** `CloseAccount` of both token programs, which fails for tokens that are not wrapped SOL. */
const CLOSE_ACCOUNT_TAG = 9;

/**
 * Reads the final bytes back and approves them when each instruction closes one of the accounts to
 * the wallet, by the wallet's own authority, and every one of them is closed once. Whatever else is
 * in the bytes refuses them, a limit or a price for compute units included.
 *
 * @param messageBytes - Compiled message, exactly as it would be signed.
 */
export function approveReclaim(
  messageBytes: Uint8Array,
  policy: ReclaimPolicy,
): ApprovedTransaction | Fault {
  const bytes = Uint8Array.from(messageBytes);
  return findRefusal(bytes, policy) ?? markApproved(bytes, () => findRefusal(bytes, policy));
}

function findRefusal(messageBytes: Uint8Array, policy: ReclaimPolicy): Fault | undefined {
  const message = decodeMessage(messageBytes, {});
  if (message === undefined || message.budget !== undefined) {
    return refuseWhole('version', 'it is no message of the versions legacy and 0');
  }
  const wireBytes = unsignedWire(messageBytes).length;
  if (wireBytes > WIRE_BYTES_MAX) return refuseWhole('size', `it has ${wireBytes} bytes`);
  const { feePayer, signers, blockhash, addresses, lookedUp, instructions } = message;
  if (feePayer !== policy.wallet || signers.length !== 1) {
    return refuseWhole('signers', `fee payer ${feePayer}, signers ${signers.join(', ')}`);
  }
  if (blockhash !== policy.blockhash) return refuseWhole('blockhash', `it names ${blockhash}`);
  if (lookedUp.length > 0) return refuseWhole('lookup', 'it takes accounts from lookup tables');
  if (new Set(addresses).size !== addresses.length) {
    return refuseWhole('accounts', 'an address stands in it twice');
  }
  const closed = new Set<string>();
  for (const instruction of instructions) {
    const refusal = refuseOther(instruction, policy);
    if (refusal !== undefined) return refusal;
    const account = instruction.accounts[0]?.address ?? '';
    if (closed.has(account)) return refuse(instruction, 'close', `${account} is closed twice`);
    closed.add(account);
  }
  return closed.size === policy.accounts.size && closed.size > 0
    ? undefined
    : refuseWhole('close', `${closed.size} of ${policy.accounts.size} accounts are closed`);
}

/** Anything but `CloseAccount` of an account of ours, by us, to us. */
function refuseOther(
  instruction: DecodedInstruction,
  { wallet, accounts }: ReclaimPolicy,
): Fault | undefined {
  const { data, programAddress } = instruction;
  const [account = '', ...others] = instruction.accounts.map(({ address }) => address);
  if (accounts.get(account) !== programAddress) {
    return refuse(instruction, 'program', `${programAddress} on ${account}`);
  }
  if (data.length !== 1 || data[0] !== CLOSE_ACCOUNT_TAG) {
    return refuse(instruction, 'close', `token instruction ${data[0] ?? 'empty'} on ${account}`);
  }
  const [destination, authority, ...more] = others;
  const [closed, paid, asked] = instruction.accounts;
  const isWritable = closed?.isWritable === true && paid?.isWritable === true;
  const isOurs = destination === wallet && authority === wallet && more.length === 0;
  return isOurs && isWritable && asked?.isSigner === true
    ? undefined
    : refuse(instruction, 'close', `account ${account} to ${destination ?? 'nowhere'}`);
}

function refuseWhole(rule: string, detail: string): Fault {
  return fault('APPROVE__REFUSED', { rule, detail, instructionIndex: -1 });
}
