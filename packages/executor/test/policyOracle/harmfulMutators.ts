import type { SignPolicy } from '../../src/approve/signPolicy.ts';
import {
  SYSTEM,
  BUDGET,
  ASSOCIATED,
  TOKEN,
  MEMO,
  CLOCK,
  STAKE,
  STRANGER,
  STRANGERS_ACCOUNT,
  OTHER_MINT,
  u64,
  u32,
  key,
  write64,
  insert,
  isBudget,
  isTip,
  isWrap,
  isFloor,
  isSwap,
  tokenAssertion,
  revocation,
  unwrapping,
  noCloser,
  tokenClosing,
  change,
  remove,
  repeat,
  moveBeforeSwap,
  modulo,
  type Mutator,
} from './mutator.ts';

/** Instructions that spend, give away or lock what is the wallet's. */
const foreign: ReadonlyArray<{
  readonly name: string;
  readonly of: (
    policy: SignPolicy,
    amount: bigint,
  ) => { program: string; accounts: string[]; data: number[] };
}> = [
  {
    name: 'pays a stranger',
    of: ({ wallet }, amount) => ({
      program: SYSTEM,
      accounts: [wallet, STRANGER],
      data: [...u32(2), ...u64(amount)],
    }),
  },
  {
    name: 'assigns the wallet',
    of: ({ wallet }) => ({ program: SYSTEM, accounts: [wallet], data: [...u32(1), ...key(7)] }),
  },
  {
    name: 'makes an account by seed',
    of: ({ wallet }) => ({
      program: SYSTEM,
      accounts: [wallet, STRANGERS_ACCOUNT, wallet],
      data: [...u32(3), ...key(7)],
    }),
  },
  {
    name: 'advances a nonce',
    of: ({ wallet }) => ({
      program: SYSTEM,
      accounts: [STRANGERS_ACCOUNT, CLOCK, wallet],
      data: u32(4),
    }),
  },
  {
    name: 'allocates',
    of: ({ wallet }, amount) => ({
      program: SYSTEM,
      accounts: [wallet],
      data: [...u32(8), ...u64(amount)],
    }),
  },
  {
    name: 'transfers tokens',
    of: ({ wallet, tokenAccount, mint }, amount) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, STRANGERS_ACCOUNT, wallet],
      data: [3, ...u64(amount)],
    }),
  },
  {
    name: 'transfers tokens, checked',
    of: ({ wallet, tokenAccount, mint }, amount) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, mint.mint, STRANGERS_ACCOUNT, wallet],
      data: [12, ...u64(amount), mint.decimals],
    }),
  },
  {
    name: 'transfers wrapped SOL',
    of: ({ wallet, wrappedSolAccount }, amount) => ({
      program: TOKEN,
      accounts: [wrappedSolAccount, STRANGERS_ACCOUNT, wallet],
      data: [3, ...u64(amount)],
    }),
  },
  {
    name: 'approves a delegate',
    of: ({ wallet, tokenAccount, mint }, amount) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, STRANGER, wallet],
      data: [4, ...u64(amount)],
    }),
  },
  {
    name: 'approves a delegate, checked',
    of: ({ wallet, tokenAccount, mint }, amount) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, mint.mint, STRANGER, wallet],
      data: [13, ...u64(amount), mint.decimals],
    }),
  },
  {
    name: 'gives the token account away',
    of: ({ wallet, tokenAccount, mint }) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, wallet],
      data: [6, 2, 1, ...key(7)],
    }),
  },
  {
    name: 'lets a stranger close the token account',
    of: ({ wallet, tokenAccount, mint }) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, wallet],
      data: [6, 3, 1, ...key(7)],
    }),
  },
  {
    name: 'lets a stranger close the wrapped SOL',
    of: ({ wallet, wrappedSolAccount }) => ({
      program: TOKEN,
      accounts: [wrappedSolAccount, wallet],
      data: [6, 3, 1, ...key(7)],
    }),
  },
  {
    name: 'burns',
    of: ({ wallet, tokenAccount, mint }, amount) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, mint.mint, wallet],
      data: [8, ...u64(amount)],
    }),
  },
  {
    name: 'closes the wrapped SOL to a stranger',
    of: ({ wallet, wrappedSolAccount }) => ({
      program: TOKEN,
      accounts: [wrappedSolAccount, STRANGER, wallet],
      data: [9],
    }),
  },
  {
    name: 'closes the token account to a stranger',
    of: ({ wallet, tokenAccount, mint }) => ({
      program: mint.tokenProgram,
      accounts: [tokenAccount, STRANGER, wallet],
      data: [9],
    }),
  },
  {
    name: 'makes an account for a stranger',
    of: ({ wallet, mint }) => ({
      program: ASSOCIATED,
      accounts: [wallet, STRANGERS_ACCOUNT, STRANGER, mint.mint, SYSTEM, mint.tokenProgram],
      data: [1],
    }),
  },
  {
    name: 'makes an account for another mint',
    of: ({ wallet }) => ({
      program: ASSOCIATED,
      accounts: [wallet, STRANGERS_ACCOUNT, wallet, OTHER_MINT, SYSTEM, TOKEN],
      data: [1],
    }),
  },
  {
    name: 'delegates stake',
    of: ({ wallet }) => ({ program: STAKE, accounts: [STRANGERS_ACCOUNT, wallet], data: u32(2) }),
  },
  {
    name: 'runs an unknown program',
    of: ({ wallet }) => ({ program: STRANGER, accounts: [wallet], data: [1] }),
  },
  {
    name: 'signs a memo with a stranger',
    of: () => ({ program: MEMO, accounts: [STRANGER], data: [65] }),
  },
  {
    name: 'asks for units in the old way',
    of: () => ({ program: BUDGET, accounts: [], data: [0, ...u32(1_000_000), ...u32(1_000_000)] }),
  },
];

/** Twice, so that two stand there even where another mutation has removed the first. */
const setsLimitTwice: Mutator = {
  name: 'sets the limit twice',
  label: 'harmful',
  apply: (input) => {
    const limit = { program: BUDGET, accounts: [], data: [2, ...u32(1_400_000)] };
    return insert(input, limit) && insert(input, limit);
  },
};

const KEEPERS: readonly string[] = [
  STAKE,
  'Vote111111111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  'SysvarRecentB1ockHashes11111111111111111111',
];

/** Changes under which more can be lost than the trade allows, or another trade is made. */
export const harmfulMutators: readonly Mutator[] = [
  setsLimitTwice,
  ...foreign.map(({ name, of }): Mutator => ({
    name,
    label: 'harmful',
    apply: (input) => insert(input, of(input.policy, input.amount)),
  })),
  {
    name: 'swaps for less',
    label: 'harmful',
    apply: change(isSwap, (found, { policy, amount }) =>
      write64(found, 9, policy.swapMinimumOut - modulo(amount, policy.swapMinimumOut)),
    ),
  },
  {
    name: 'swaps more',
    label: 'harmful',
    apply: change(isSwap, (found, { policy, amount }) =>
      write64(found, 1, policy.amountIn + modulo(amount, 1_000_000n)),
    ),
  },
  {
    name: 'swaps to a stranger',
    label: 'harmful',
    apply: change(isSwap, (found, { draft }) => {
      found.accounts[2] = STRANGERS_ACCOUNT;
      draft.writable.add(STRANGERS_ACCOUNT);
    }),
  },
  {
    name: 'swaps from another account',
    label: 'harmful',
    apply: change(isSwap, (found, { draft }) => {
      found.accounts[1] = STRANGERS_ACCOUNT;
      draft.writable.add(STRANGERS_ACCOUNT);
    }),
  },
  {
    name: 'swaps for a stranger',
    label: 'harmful',
    apply: change(isSwap, (found, { draft }) => {
      found.accounts[0] = STRANGER;
      draft.signers.add(STRANGER);
    }),
  },
  {
    name: 'appends to the swap',
    label: 'harmful',
    apply: change(isSwap, (found) => {
      found.data = Uint8Array.of(...found.data, 0);
    }),
  },
  {
    name: 'cuts the swap off',
    label: 'harmful',
    apply: change(isSwap, (found) => {
      found.data = found.data.slice(0, 9);
    }),
  },
  { name: 'swaps twice', label: 'harmful', apply: repeat(isSwap) },
  { name: 'swaps not at all', label: 'harmful', apply: remove(isSwap) },
  {
    name: 'tips above the cap',
    label: 'harmful',
    apply: change(isTip, (found, { policy, amount }) =>
      write64(found, 4, policy.tipLamportsMax + amount),
    ),
  },
  {
    name: 'tips a stranger',
    label: 'harmful',
    apply: change(isTip, (found, { draft }) => {
      found.accounts[1] = STRANGER;
      draft.writable.add(STRANGER);
    }),
  },
  { name: 'tips twice', label: 'harmful', apply: repeat(isTip) },
  {
    name: 'wraps more',
    label: 'harmful',
    apply: change(isWrap, (found, { policy, amount }) =>
      write64(found, 4, policy.amountIn + modulo(amount, 1_000_000n)),
    ),
  },
  { name: 'wraps twice', label: 'harmful', apply: repeat(isWrap) },
  {
    name: 'offers a price above the cap',
    label: 'harmful',
    apply: change(
      () => isBudget(3),
      (found) => write64(found, 1, 10n ** 15n),
    ),
  },
  { name: 'sets no limit', label: 'harmful', apply: remove(() => isBudget(2)) },
  {
    name: 'asserts less of the token',
    label: 'harmful',
    apply: (input) =>
      input.policy.tokenUnitsMin > 0n &&
      change(tokenAssertion, (found, { policy, amount }) =>
        write64(found, 1, policy.tokenUnitsMin - modulo(amount, policy.tokenUnitsMin)),
      )(input),
  },
  { name: 'asserts nothing of the token', label: 'harmful', apply: remove(tokenAssertion) },
  { name: 'asserts the token too early', label: 'harmful', apply: moveBeforeSwap(tokenAssertion) },
  { name: 'revokes nothing', label: 'harmful', apply: remove(revocation) },
  { name: 'revokes too early', label: 'harmful', apply: moveBeforeSwap(revocation) },
  { name: 'rules out no close authority', label: 'harmful', apply: remove(noCloser) },
  { name: 'rules it out too early', label: 'harmful', apply: moveBeforeSwap(noCloser) },
  { name: 'keeps what it empties open', label: 'harmful', apply: remove(tokenClosing) },
  {
    name: 'hands the swap a program that keeps what is of value',
    label: 'harmful',
    apply: change(isSwap, (found, { amount }) => {
      found.accounts.push(KEEPERS[Number(amount % BigInt(KEEPERS.length))] ?? STAKE);
    }),
  },
  { name: 'unwraps nothing', label: 'harmful', apply: remove(unwrapping) },
  {
    name: 'asserts less SOL',
    label: 'harmful',
    apply: change(isFloor, (found, { policy, amount }) =>
      write64(found, 4, policy.solFloorLamports - modulo(amount, policy.solFloorLamports)),
    ),
  },
  { name: 'asserts no SOL', label: 'harmful', apply: remove(isFloor) },
  { name: 'asserts SOL too early', label: 'harmful', apply: moveBeforeSwap(isFloor) },
  {
    name: 'lets a stranger pay',
    label: 'harmful',
    apply: ({ draft }) => {
      draft.signers.add(draft.feePayer);
      draft.feePayer = STRANGER;
      return true;
    },
  },
  {
    name: 'wants another signature',
    label: 'harmful',
    apply: ({ draft }) => {
      draft.signers.add(STRANGER);
      return true;
    },
  },
  {
    name: 'takes another blockhash',
    label: 'harmful',
    apply: ({ draft }) => {
      draft.blockhash = OTHER_MINT;
      return true;
    },
  },
  {
    name: 'names an account twice',
    label: 'harmful',
    apply: ({ draft, policy }) => {
      draft.doubled.add(policy.tokenAccount);
      return true;
    },
  },
  {
    name: 'goes on behind its end',
    label: 'harmful',
    apply: ({ draft, amount }) => {
      draft.trailing = Number(modulo(amount, 8n));
      return true;
    },
  },
];
