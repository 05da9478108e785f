import type { Account } from './account.ts';
import type { NodeLies } from './nodeBehaviour.ts';
import { SYSTEM_PROGRAM } from './programAddresses.ts';
import type { AccountReader } from './stateLayer.ts';

/** What a lie about a balance adds, lamports: more than any trade takes. */
const HIGH_LAMPORTS = 10_000_000_000n;

/**
 * Accounts as a node with these lies tells them, and as it simulates with: whoever lies about a balance
 * lies in both, or the one would give the other away. Pools are told as they are.
 */
export function toldAccounts(lies: NodeLies, truth: AccountReader): AccountReader {
  if (lies.balances === 'true' && !lies.altersDecimals) return truth;
  return {
    read: (address) => {
      const account = truth.read(address);
      return account && toldAccount(lies, account, truth);
    },
  };
}

function toldAccount(lies: NodeLies, account: Account, truth: AccountReader): Account {
  const { content, lamports, program } = account;
  switch (content.kind) {
    case 'empty':
      return program === SYSTEM_PROGRAM
        ? { ...account, lamports: toldBalance(lies, lamports, HIGH_LAMPORTS) }
        : account;
    case 'token': {
      // Units of wrapped SOL are lamports of the account as well.
      const isPools = truth.read(content.owner)?.content.kind === 'pool';
      if (isPools || content.rentReserve !== undefined) return account;
      const units = toldBalance(lies, content.units, content.units);
      return { ...account, content: { ...content, units } };
    }
    case 'mint':
      return lies.altersDecimals
        ? { ...account, content: { ...content, decimals: content.decimals + 1 } }
        : account;
    case 'pool':
      return account;
    default:
      return content satisfies never;
  }
}

function toldBalance({ balances }: NodeLies, balance: bigint, more: bigint): bigint {
  if (balances === 'high') return balance + more;
  return balances === 'low' ? balance / 2n : balance;
}
