import { isFault } from '@quantbot/core';
import { address, type Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { TradePlan } from '../build/tradePlan.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { inForm, MESSAGE_FORMS } from '../testing/messageForms.ts';
import { draftOf, policyOf, rewrite, type LooseMessage } from '../testing/policyFixtures.ts';
import { buyPlan, madeUpAddress, PLAN, sellPlan } from '../testing/tradeFixtures.ts';
import { approveTransaction } from './approveTransaction.ts';
import { decodeMessage } from './decodeMessage.ts';
import { understandInstruction } from './understandInstruction.ts';

const STRANGER = madeUpAddress(200);
const SYSTEM = '11111111111111111111111111111111' as Address;
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111' as Address;
const ASSOCIATED = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL' as Address;
const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr' as Address;
const { wallet, tokenAccount, wrappedSol, mint } = PLAN;

const held = (units: bigint) => ({ address: tokenAccount, exists: true, units });
const fullExit = sellPlan({ tokenAccount: held(400n), closesTokenAccount: true });

function ruleOf(plan: TradePlan, bytes: Uint8Array): string {
  const answer = approveTransaction(bytes, policyOf(plan));
  if (!isFault(answer)) return 'approved';
  return 'rule' in answer.context ? String(answer.context['rule']) : answer.code;
}

/** What becomes of a change in each form of a message. */
function rules(plan: TradePlan, change: (message: LooseMessage) => void): string[] {
  const bytes = rewrite(draftOf(plan), change);
  return [...new Set(MESSAGE_FORMS.map((form) => ruleOf(plan, inForm(bytes, form))))];
}

interface Added {
  readonly program: Address;
  readonly accounts: readonly Address[];
  readonly data: readonly number[];
}

/** Puts an instruction right before the last assertion, so that whatever it spends is seen there. */
const add =
  ({ program, accounts, data }: Added) =>
  (message: LooseMessage): void => {
    const indexOf = (name: Address): number => {
      const at = message.accounts.indexOf(name);
      return at === -1 ? message.accounts.push(name) - 1 : at;
    };
    message.instructions.splice(-1, 0, {
      programAddressIndex: indexOf(program),
      accountIndices: accounts.map(indexOf),
      data: Uint8Array.from(data),
    });
  };

const zeros = (count: number): number[] => Array<number>(count).fill(0);
/** Every choice of a first and a second. */
function pairs<First, Second>(
  firsts: readonly First[],
  seconds: readonly Second[],
): ReadonlyArray<readonly [First, Second]> {
  return firsts.flatMap((first) => seconds.map((second) => [first, second] as const));
}

const TAGS = Array.from({ length: 256 }, (_, tag) => tag);

/** What the policy makes of one instruction whose accounts may all be signed for and written to. */
function meaningOf(plan: TradePlan, { program, accounts, data }: Added): string {
  const named = accounts.map((address) => ({ address, isSigner: true, isWritable: true }));
  const instruction = { index: 0, programAddress: program, accounts: named };
  const meaning = understandInstruction(
    { ...instruction, data: Uint8Array.from(data) },
    policyOf(plan),
  );
  return isFault(meaning) ? 'refused' : meaning.kind;
}

describe('of all instructions that a token program may ever have', () => {
  const shapes: ReadonlyArray<readonly Address[]> = [
    [],
    [wallet],
    [wallet, wallet],
    [STRANGER, wallet],
    [wallet, STRANGER],
    [mint, STRANGER, wallet],
    [mint, tokenAccount, wallet],
    [WRAPPED_SOL, wrappedSol, wallet],
    [wallet, SYSTEM, wallet],
  ];
  const rests = [0, 1, 2, 3, 8, 9, 34, 66].map(zeros);

  it.each([
    ['SPL Token', buyPlan(), TOKEN_PROGRAM_ADDRESS],
    ['Token-2022', sellPlan(), TOKEN_2022_PROGRAM_ADDRESS],
  ] as const)('of %s none is understood but its own ones', (_name, plan, program) => {
    const found = new Set<string>();
    const checked = [
      [...zeros(8), plan.mint.decimals],
      [...zeros(8), 9],
      [3, 0],
      [3, 1, ...zeros(32)],
    ];
    const accounts = [tokenAccount, wrappedSol, mint, wallet, PLAN.otherTokenAccount];
    const named = pairs(accounts, shapes);
    for (const [tag, rest] of pairs(TAGS, [...rests, ...checked])) {
      for (const [account, others] of named) {
        const added = { program, accounts: [account, ...others], data: [tag, ...rest] };
        const meaning = meaningOf(plan, added);
        if (meaning === 'refused') continue;
        const held = account === tokenAccount ? 'token' : 'wrapped';
        found.add(`${meaning} of ${held}, tag ${tag}, ${rest.length} more, ${others.length}`);
      }
    }
    const ours = [
      'assert-token of token, tag 12, 9 more, 3',
      'revoke of token, tag 5, 0 more, 1',
      'assert-closer of token, tag 6, 2 more, 1',
      'close of token, tag 9, 0 more, 2',
    ];
    const wrapped = [
      'assert-token of wrapped, tag 12, 9 more, 3',
      'close of wrapped, tag 9, 0 more, 2',
      'sync-wrapped of wrapped, tag 17, 0 more, 0',
    ];
    const isSplToken = program === TOKEN_PROGRAM_ADDRESS;
    expect([...found].toSorted()).toEqual([...ours, ...(isSplToken ? wrapped : [])].toSorted());
  });
});

describe('of all instructions of the other programs', () => {
  const shapes: ReadonlyArray<readonly Address[]> = [
    [],
    [wallet],
    [wallet, STRANGER],
    [STRANGER, wallet],
    [wallet, wallet],
    [wallet, STRANGER, wallet],
    [wallet, STRANGER, STRANGER, mint, SYSTEM, TOKEN_PROGRAM_ADDRESS],
    [wallet, tokenAccount, STRANGER, mint, SYSTEM, TOKEN_PROGRAM_ADDRESS],
    [wallet, tokenAccount, wallet, mint, SYSTEM, TOKEN_2022_PROGRAM_ADDRESS],
    [wallet, tokenAccount, wallet, mint, SYSTEM, TOKEN_PROGRAM_ADDRESS],
    [wallet, wrappedSol, wallet, mint, SYSTEM, TOKEN_PROGRAM_ADDRESS],
  ];

  it.each([
    ['the system program', SYSTEM, ['assert-sol 2 11 2']],
    ['the associated token program', ASSOCIATED, ['create-account 1 0 6']],
    ['the compute budget', COMPUTE_BUDGET, []],
  ] as const)('of %s none is understood but ours', (_name, program, expected) => {
    const found = new Set<string>();
    for (const [tag, length] of pairs(TAGS, [0, 3, 7, 11, 12, 35, 39, 47, 51, 91])) {
      for (const accounts of shapes) {
        const meaning = meaningOf(buyPlan(), { program, accounts, data: [tag, ...zeros(length)] });
        if (meaning !== 'refused') found.add(`${meaning} ${tag} ${length} ${accounts.length}`);
      }
    }
    expect([...found]).toEqual(expected);
  });
});

describe('what is kept outside of token accounts', () => {
  it.each([
    'Stake11111111111111111111111111111111111111',
    'Vote111111111111111111111111111111111111111',
    'BPFLoaderUpgradeab1e11111111111111111111111',
    'LoaderV411111111111111111111111111111111111',
    'AddressLookupTab1e1111111111111111111111111',
    'Config1111111111111111111111111111111111111',
    'SysvarRecentB1ockHashes11111111111111111111',
  ] as const)('is out of reach: a swap that is handed %s is refused', (keeper) => {
    for (const plan of [buyPlan(), sellPlan()]) {
      const handed = rules(plan, ({ accounts, instructions }) => {
        const swap = instructions.find(
          ({ programAddressIndex }) => accounts[programAddressIndex] === PLAN.swapProgram,
        );
        swap?.accountIndices.push(accounts.push(keeper as Address) - 1);
      });
      expect(handed).toEqual(['accounts']);
    }
  });

  it('is out of reach through a lookup table as well', () => {
    const stake = 'Stake11111111111111111111111111111111111111';
    const plan = buyPlan({ lookupTables: { [PLAN.table]: [PLAN.pool, ...PLAN.vaults] } });
    const bytes = draftOf(plan);
    const lookupTables = { [PLAN.table]: [stake, ...PLAN.vaults] };
    expect(decodeMessage(bytes, lookupTables)?.lookedUp).toContain(stake);
    expect(approveTransaction(bytes, { ...policyOf(plan), lookupTables })).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { rule: 'accounts', detail: expect.stringContaining(stake) },
    });
  });
});

describe('who may close an account', () => {
  const closer = (account: Address, by: Address, data: readonly number[]): Added => ({
    program: TOKEN_PROGRAM_ADDRESS,
    accounts: [account, by],
    data,
  });

  it.each([
    ['a stranger', closer(tokenAccount, wallet, [6, 3, 1, ...zeros(31), 7]), 'token'],
    ['nobody of the wrapped SOL', closer(wrappedSol, wallet, [6, 3, 0]), 'token'],
    ['nobody of another account', closer(PLAN.otherTokenAccount, wallet, [6, 3, 0]), 'token'],
    ['nobody, by a stranger', closer(tokenAccount, STRANGER, [6, 3, 0]), 'close-authority'],
    ['nobody, and who owns it', closer(tokenAccount, wallet, [6, 2, 0]), 'token'],
    ['nobody, with bytes behind it', closer(tokenAccount, wallet, [6, 3, 0, 0]), 'token'],
  ] as const)('is set to nobody of our account by the wallet, not to %s', (_name, added, rule) => {
    expect(rules(buyPlan(), add(added))).toEqual([rule]);
  });

  it('is asserted behind the swap, where the program has had its say', () => {
    const moved = rules(buyPlan(), ({ instructions }) => {
      const at = instructions.findIndex(({ data }) => data[0] === 6);
      instructions.splice(6, 0, ...instructions.splice(at, 1));
    });
    expect(moved).toEqual(['post-condition']);
  });
});

describe('a full exit', () => {
  it('closes the account that it empties: left open, a delegate could wait there', () => {
    expect(ruleOf(fullExit, draftOf(fullExit))).toBe('approved');
    const open = rules(fullExit, ({ accounts, instructions }) => {
      const at = instructions.findIndex(
        ({ data, accountIndices }) =>
          data[0] === 9 && accounts[accountIndices[0] ?? 0] === tokenAccount,
      );
      instructions.splice(at, 1);
    });
    expect(open).toEqual(['close']);
  });
});

describe('a transfer of nothing', () => {
  const sol = (...accounts: readonly Address[]): Added => ({
    program: SYSTEM,
    accounts,
    data: [2, 0, 0, 0, ...zeros(8)],
  });
  const tokens: Added = {
    program: TOKEN_PROGRAM_ADDRESS,
    accounts: [tokenAccount, mint, STRANGER, wallet],
    data: [12, ...zeros(8), 6],
  };

  it.each([
    ['SOL to a stranger', sol(wallet, STRANGER), 'system'],
    ['SOL of a stranger', sol(STRANGER, wallet), 'system'],
    ['tokens to a stranger', tokens, 'token-transfer'],
    ['SOL to a second tip account', sol(wallet, address(TIP_ACCOUNTS[1] ?? '')), 'repeat'],
    ['SOL to the wrapped SOL', sol(wallet, wrappedSol), 'repeat'],
  ])('is refused all the same: %s', (_name, added, rule) => {
    expect(rules(buyPlan(), add(added))).toEqual([rule]);
  });
});

describe('the header', () => {
  const written = (at: number, value: number) =>
    MESSAGE_FORMS.map((form) => {
      const bytes = Uint8Array.from(inForm(draftOf(buyPlan()), form));
      bytes[form === 'legacy' ? at : at + 1] = value;
      return ruleOf(buyPlan(), bytes);
    });

  it('of a message whose fee payer could not pay is none', () => {
    expect(written(1, 1)).toEqual(['version', 'version', 'version']);
  });

  it('that counts more accounts than there are is none', () => {
    expect(written(2, 255)).toEqual(['version', 'version', 'version']);
    expect(written(0, 0)).toEqual(['version', 'version', 'version']);
  });
});

describe('a message of very many instructions', () => {
  const memo: Added = { program: MEMO, accounts: [], data: [] };

  it('is approved up to those that the runtime runs, and is none beyond', () => {
    const plan = buyPlan();
    const own = decodeMessage(draftOf(plan), {})?.instructions.length ?? 0;
    const withMemos = (count: number) =>
      rewrite(draftOf(plan), (message) => {
        for (let added = 0; added < count; added += 1) add(memo)(message);
      });
    const forms = MESSAGE_FORMS.map((form) => ruleOf(plan, inForm(withMemos(64 - own), form)));
    expect(forms).toEqual(['approved', 'approved', 'approved']);
    const tooMany = withMemos(64 - own + 1);
    expect(ruleOf(plan, tooMany)).toBe('version');
    expect(ruleOf(plan, tooMany.slice(1, -1))).toBe('version');
  });
});

describe('a swap', () => {
  const inSwap = (
    change: (swap: LooseMessage['instructions'][number], message: LooseMessage) => void,
  ) =>
    rules(buyPlan(), (message) => {
      const swap = message.instructions.find(
        ({ programAddressIndex }) => message.accounts[programAddressIndex] === PLAN.swapProgram,
      );
      if (swap !== undefined) change(swap, message);
    });

  it('that is handed a tip account, or an account of ours twice, can do no more with it', () => {
    const tip = inSwap((swap, { accounts }) => {
      swap.accountIndices.push(accounts.indexOf((TIP_ACCOUNTS[0] ?? '') as Address));
    });
    const twice = inSwap((swap) => swap.accountIndices.push(...swap.accountIndices.slice(0, 3)));
    expect([tip, twice]).toEqual([['approved'], ['approved']]);
  });

  it('that is handed another token account of the wallet is refused, wherever it stands', () => {
    for (const place of [3, 4, 5, 6]) {
      const handed = inSwap((swap, { accounts }) => {
        swap.accountIndices[place] = accounts.push(PLAN.otherTokenAccount) - 1;
      });
      expect(handed).toEqual(['wallet-account']);
    }
  });
});
