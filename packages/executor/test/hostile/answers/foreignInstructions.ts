import { TIP_ACCOUNTS } from '../../../src/facts/tipLevels.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../../../src/facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../../../src/facts/walletAccounts.ts';
import { madeUpAddress, PLAN } from '../../../src/testing/tradeFixtures.ts';
import { OTHER_MINT, STRANGER, STRANGERS_ACCOUNT } from '../answerScene.ts';
import {
  addInstruction,
  BUY_AT,
  refused,
  system,
  u32,
  u64,
  type AddedInstruction,
} from '../draftTools.ts';
import type { HostileDraft } from '../hostileCase.ts';

const SYSTEM = '11111111111111111111111111111111';
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const ASSOCIATED_TOKEN = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';
const NONCE_ACCOUNT = madeUpAddress(210);

const key = (number: number): number[] => Array<number>(32).fill(number);

/** An instruction that has no place in a trade, put before the swap of a buy. */
const added = (name: string, instruction: AddedInstruction, says: string): HostileDraft => ({
  name,
  scene: 'buy by route_v2',
  tamper: (message) => addInstruction(message, BUY_AT.swap, instruction),
  verdict: refused(says),
});

const token = (
  data: readonly number[],
  accounts: readonly string[],
  program: string = TOKEN_PROGRAM_ADDRESS,
) => ({
  program,
  accounts,
  data,
});
const SYSTEM_RULE = 'instruction 6 (system)';
const TOKEN_RULE = 'instruction 6 (token)';
const { wallet, tokenAccount, wrappedSol, mint } = PLAN;
const SOME = u64(1_000n);

/** Instructions that have no place in a trade. */
export const foreignInstructions: readonly HostileDraft[] = [
  added('transfers SOL to a stranger', system(2, [wallet, STRANGER], SOME), SYSTEM_RULE),
  added(
    'creates an account',
    system(0, [wallet, STRANGER], [...SOME, ...SOME, ...key(1)]),
    SYSTEM_RULE,
  ),
  added('assigns the wallet to a program', system(1, [wallet], key(200)), SYSTEM_RULE),
  added('creates an account by seed', system(3, [wallet, STRANGER, wallet], key(200)), SYSTEM_RULE),
  added('withdraws from a nonce account', system(5, [NONCE_ACCOUNT, STRANGER], SOME), SYSTEM_RULE),
  added('opens a nonce account', system(6, [NONCE_ACCOUNT], key(42)), SYSTEM_RULE),
  added('gives a nonce account away', system(7, [NONCE_ACCOUNT, wallet], key(200)), SYSTEM_RULE),
  added('makes room in the wallet', system(8, [wallet], SOME), SYSTEM_RULE),
  added('makes room by seed', system(9, [wallet, wallet], SOME), SYSTEM_RULE),
  added('assigns an account by seed', system(10, [STRANGER, wallet], key(200)), SYSTEM_RULE),
  added(
    'transfers from an account by seed',
    system(11, [STRANGER, wallet, STRANGERS_ACCOUNT], SOME),
    SYSTEM_RULE,
  ),
  added('upgrades a nonce account', system(12, [NONCE_ACCOUNT]), SYSTEM_RULE),
  added(
    'transfers out of an account of a stranger',
    system(2, [STRANGER, wallet], SOME),
    SYSTEM_RULE,
  ),
  added(
    'transfers tokens to a stranger',
    token([3, ...SOME], [tokenAccount, STRANGERS_ACCOUNT, wallet]),
    TOKEN_RULE,
  ),
  added(
    'transfers tokens to a stranger, checked',
    token([12, ...SOME, 6], [tokenAccount, mint, STRANGERS_ACCOUNT, wallet]),
    'instruction 6 (token-transfer)',
  ),
  added(
    'transfers wrapped SOL to a stranger, checked',
    token([12, ...SOME, 9], [wrappedSol, WRAPPED_SOL, STRANGERS_ACCOUNT, wallet]),
    'instruction 6 (token-transfer)',
  ),
  added(
    'makes a stranger a delegate',
    token([4, ...SOME], [tokenAccount, STRANGER, wallet]),
    TOKEN_RULE,
  ),
  added(
    'makes a stranger a delegate, checked',
    token([13, ...SOME, 6], [tokenAccount, mint, STRANGER, wallet]),
    TOKEN_RULE,
  ),
  added(
    'gives the token account away',
    token([6, 2, 1, ...key(200)], [tokenAccount, wallet]),
    TOKEN_RULE,
  ),
  added(
    'lets a stranger close the token account',
    token([6, 3, 1, ...key(200)], [tokenAccount, wallet]),
    TOKEN_RULE,
  ),
  added(
    'gives the authority over a mint away',
    token([6, 0, 1, ...key(200)], [mint, wallet]),
    TOKEN_RULE,
  ),
  added('mints tokens', token([7, ...SOME], [mint, tokenAccount, wallet]), TOKEN_RULE),
  added('burns tokens', token([8, ...SOME], [tokenAccount, mint, wallet]), TOKEN_RULE),
  added('burns tokens, checked', token([15, ...SOME, 6], [tokenAccount, mint, wallet]), TOKEN_RULE),
  added('freezes the token account', token([10], [tokenAccount, mint, wallet]), TOKEN_RULE),
  added(
    'closes the wrapped SOL to a stranger',
    token([9], [wrappedSol, STRANGER, wallet]),
    'instruction 6 (close)',
  ),
  added(
    'closes the token account of a trade that keeps it',
    token([9], [tokenAccount, wallet, wallet]),
    'instruction 6 (close)',
  ),
  added(
    'closes another token account of the wallet',
    token([9], [PLAN.otherTokenAccount, STRANGER, wallet]),
    TOKEN_RULE,
  ),
  added(
    'initialises an account for a stranger',
    token([18, ...key(200)], [STRANGERS_ACCOUNT, mint]),
    TOKEN_RULE,
  ),
  added(
    'revokes by the signature of a stranger',
    token([5], [tokenAccount, STRANGER]),
    'instruction 6 (revoke)',
  ),
  added(
    'runs several token instructions as one',
    token([255, 1, 9], [tokenAccount, STRANGER, wallet]),
    TOKEN_RULE,
  ),
  added(
    'withdraws the lamports above the rent',
    token([38], [tokenAccount, STRANGER, wallet]),
    TOKEN_RULE,
  ),
  added(
    'withdraws withheld fees of Token-2022',
    token([26, 2], [mint, STRANGERS_ACCOUNT, wallet], TOKEN_2022),
    TOKEN_RULE,
  ),
  added(
    'moves tokens by the permanent delegate',
    token([12, ...SOME, 6], [tokenAccount, mint, tokenAccount, STRANGER], TOKEN_2022),
    TOKEN_RULE,
  ),
  added(
    'enlarges an account of Token-2022',
    token([29, 3, 0], [tokenAccount, wallet, SYSTEM, wallet], TOKEN_2022),
    TOKEN_RULE,
  ),
  added(
    'requires a memo of every transfer',
    token([30, 0], [tokenAccount, wallet], TOKEN_2022),
    TOKEN_RULE,
  ),
  added(
    'asserts by the program of another mint',
    token([12, ...u64(1_980n), 6], [tokenAccount, mint, tokenAccount, wallet], TOKEN_2022),
    TOKEN_RULE,
  ),
  added(
    'opens an account for a stranger',
    {
      program: ASSOCIATED_TOKEN,
      accounts: [wallet, STRANGERS_ACCOUNT, STRANGER, mint, SYSTEM, TOKEN_PROGRAM_ADDRESS],
      data: [1],
    },
    'instruction 6 (create-account)',
  ),
  added(
    'opens an account for another mint',
    {
      program: ASSOCIATED_TOKEN,
      accounts: [wallet, PLAN.otherTokenAccount, wallet, OTHER_MINT, SYSTEM, TOKEN_PROGRAM_ADDRESS],
      data: [1],
    },
    'instruction 6 (create-account)',
  ),
  added(
    'opens an account in a way that fails if it is there',
    {
      program: ASSOCIATED_TOKEN,
      accounts: [wallet, tokenAccount, wallet, mint, SYSTEM, TOKEN_PROGRAM_ADDRESS],
      data: [0],
    },
    'instruction 6 (create-account)',
  ),
  added(
    'recovers a nested account',
    {
      program: ASSOCIATED_TOKEN,
      accounts: [
        tokenAccount,
        mint,
        STRANGERS_ACCOUNT,
        wrappedSol,
        WRAPPED_SOL,
        wallet,
        TOKEN_PROGRAM_ADDRESS,
      ],
      data: [2],
    },
    'instruction 6 (create-account)',
  ),
  added(
    'sets the compute limit a second time',
    { program: COMPUTE_BUDGET, accounts: [], data: [2, ...u32(1_400_000)] },
    'instruction 6 (repeat)',
  ),
  added(
    'sets the price a second time',
    { program: COMPUTE_BUDGET, accounts: [], data: [3, ...u64(10n ** 9n)] },
    'instruction 6 (repeat)',
  ),
  added(
    'asks for units in the old way, with a fee of its own',
    { program: COMPUTE_BUDGET, accounts: [], data: [0, ...u32(1_400_000), ...u32(1_000_000)] },
    'instruction 6 (compute-budget)',
  ),
  added(
    'signs a memo with a stranger',
    { program: MEMO, accounts: [STRANGER], data: [65] },
    'instruction 6 (memo)',
  ),
  added('wraps more SOL', system(2, [wallet, wrappedSol], SOME), 'instruction 6 (repeat)'),
  added(
    'pays a second tip',
    system(2, [wallet, TIP_ACCOUNTS[1] ?? ''], SOME),
    'instruction 12 (repeat)',
  ),
];
