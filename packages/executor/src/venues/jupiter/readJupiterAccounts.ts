import type { SwapAccount, UndecodableSwap } from '@quantbot/core';

import {
  JUPITER_ACCOUNT_RULES,
  JUPITER_PROGRAM_ADDRESS,
  type JupiterAccountName,
  type JupiterAccountRule,
  type JupiterRouteLayout,
} from './jupiterLayouts.ts';

/** Addresses of the fixed accounts by name; optional ones only when they are given. */
export type JupiterAccounts = Readonly<Partial<Record<JupiterAccountName, string>>>;

/**
 * Names the fixed accounts of a swap and holds each to its rule, or says which breaks one.
 *
 * No account but the authority may sign, the hops' accounts included: a signature lends its power
 * to every program the route calls, and the swap has use for one only.
 */
export function readJupiterAccounts(
  layout: JupiterRouteLayout,
  accounts: readonly SwapAccount[],
): JupiterAccounts | UndecodableSwap {
  if (accounts.length < layout.accounts.length) {
    const needed = layout.accounts.length;
    return { reason: `${layout.variant} has ${accounts.length} accounts, it needs ${needed}` };
  }
  const named: Partial<Record<JupiterAccountName, string>> = {};
  for (const [index, account] of accounts.entries()) {
    const name = layout.accounts[index];
    if (name === undefined || isAbsent(JUPITER_ACCOUNT_RULES[name], account)) continue;
    const breach = findBreach(JUPITER_ACCOUNT_RULES[name], account);
    if (breach !== undefined) return { reason: `${name} (account ${index}) ${breach}` };
    named[name] = account.address;
  }
  const stranger = accounts.findIndex(
    ({ address, isSigner }) => isSigner && address !== named.authority,
  );
  if (stranger !== -1) return { reason: `account ${stranger} is a signer besides the authority` };
  return named;
}

function isAbsent(rule: JupiterAccountRule, account: SwapAccount): boolean {
  return rule.isOptional === true && account.address === JUPITER_PROGRAM_ADDRESS;
}

function findBreach(rule: JupiterAccountRule, account: SwapAccount): string | undefined {
  if (rule.isSigner === true && !account.isSigner) return 'is not a signer';
  if (rule.isWritable === true && !account.isWritable) return 'is not writable';
  if (rule.oneOf !== undefined && !rule.oneOf.includes(account.address)) {
    return `is ${account.address}, it may be ${rule.oneOf.join(' or ')}`;
  }
  return undefined;
}
