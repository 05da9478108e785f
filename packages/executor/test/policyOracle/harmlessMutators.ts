import {
  BUDGET,
  ASSOCIATED,
  MEMO,
  CLOCK,
  PRICE_MAX,
  UNITS_ENOUGH,
  U64_MAX,
  u32,
  viewOf,
  write64,
  insert,
  isBudget,
  isTip,
  isWrap,
  isFloor,
  isSwap,
  tokenAssertion,
  revocation,
  noCloser,
  syncing,
  change,
  remove,
  repeat,
  moveBeforeSwap,
  modulo,
  type Mutator,
} from './mutator.ts';

/** Changes that make a trade stricter, cheaper or nothing at all: it still lands. */
const landing: readonly Mutator[] = [
  {
    name: 'asks for fewer compute units that are enough',
    label: 'harmless',
    apply: change(
      () => isBudget(2),
      (found, { amount }) => {
        const units = UNITS_ENOUGH + Number(amount % 1_000_000n);
        viewOf(found).setUint32(1, units, true);
      },
    ),
  },
  {
    name: 'offers another price inside the cap',
    label: 'harmless',
    apply: change(
      () => isBudget(3),
      (found, { amount }) => write64(found, 1, amount % PRICE_MAX),
    ),
  },
  { name: 'offers no price', label: 'harmless', apply: remove(() => isBudget(3)) },
  {
    name: 'pays another tip inside the cap',
    label: 'harmless',
    apply: change(isTip, (found, { amount, policy }) =>
      write64(found, 4, modulo(amount, policy.tipLamportsMax)),
    ),
  },
  {
    name: 'tips another known account',
    label: 'harmless',
    apply: change(isTip, (found, { draft, policy, place }) => {
      const account = policy.tipAccounts[place % policy.tipAccounts.length] ?? '';
      found.accounts[1] = account;
      draft.writable.add(account);
    }),
  },
  { name: 'pays no tip', label: 'harmless', apply: remove(isTip) },
  { name: 'pays the tip before the swap', label: 'harmless', apply: moveBeforeSwap(isTip) },
  {
    name: 'writes a memo',
    label: 'harmless',
    apply: (input) =>
      insert(input, { program: MEMO, accounts: [], data: [...Buffer.from(`n${input.amount}`)] }),
  },
  {
    name: 'signs a memo',
    label: 'harmless',
    apply: (input) => insert(input, { program: MEMO, accounts: [input.policy.wallet], data: [65] }),
  },
  {
    name: 'asks for more heap',
    label: 'harmless',
    apply: (input) =>
      insert(input, { program: BUDGET, accounts: [], data: [1, ...u32(64 * 1_024)] }),
  },
  {
    name: 'bounds the data that it loads',
    label: 'harmless',
    apply: (input) =>
      insert(input, { program: BUDGET, accounts: [], data: [4, ...u32(64 * 1_024 * 1_024)] }),
  },
  {
    name: 'makes its accounts twice',
    label: 'harmless',
    apply: repeat(
      () =>
        ({ program }) =>
          program === ASSOCIATED,
    ),
  },
  { name: 'syncs twice', label: 'harmless', apply: repeat(syncing) },
  { name: 'rules out a close authority twice', label: 'harmless', apply: repeat(noCloser) },
  { name: 'revokes twice', label: 'harmless', apply: repeat(revocation) },
  { name: 'asserts the token twice', label: 'harmless', apply: repeat(tokenAssertion) },
  { name: 'asserts SOL twice', label: 'harmless', apply: repeat(isFloor) },
  {
    name: 'names an account that nobody uses',
    label: 'harmless',
    apply: ({ draft }) => draft.unused.size < draft.unused.add(CLOCK).size,
  },
];

/** Changes under which the trade costs its fee and moves nothing. */
const failing: readonly Mutator[] = [
  {
    name: 'demands more of the swap than it can give',
    label: 'harmless and fails',
    apply: change(isSwap, (found, { amount }) => write64(found, 9, U64_MAX - (amount % 1_000n))),
  },
  {
    name: 'asserts more of the token than there can be',
    label: 'harmless and fails',
    apply: change(tokenAssertion, (found, { amount }) =>
      write64(found, 1, U64_MAX - (amount % 1_000n)),
    ),
  },
  {
    name: 'asserts more SOL than there is',
    label: 'harmless and fails',
    apply: change(isFloor, (found, { amount }) => write64(found, 4, U64_MAX - (amount % 1_000n))),
  },
  {
    name: 'asks for too few compute units',
    label: 'harmless and fails',
    apply: change(
      () => isBudget(2),
      (found, { amount }) => viewOf(found).setUint32(1, Number(modulo(amount, 3_000n)), true),
    ),
  },
  { name: 'wraps nothing', label: 'harmless and fails', apply: remove(isWrap) },
];

/** Mutators that leave the wallet no worse than the trade itself may. */
export const harmlessMutators: readonly Mutator[] = [...landing, ...failing];
