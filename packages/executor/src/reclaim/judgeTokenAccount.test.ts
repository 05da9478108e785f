import { AccountState, getTokenEncoder } from '@solana-program/token';
import { address, none, some, type Address } from '@solana/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { judgeTokenAccount } from './judgeTokenAccount.ts';

const { wallet, mint } = PLAN;
const STRANGER = address('SysvarRent111111111111111111111111111111111');

interface Made {
  readonly of?: Address;
  readonly owner?: Address;
  readonly units?: bigint;
  readonly state?: AccountState;
  readonly closeAuthority?: Address;
  readonly program?: Address;
  /** Everything after the base layout. */
  readonly more?: readonly number[];
}

function account({ more = [], ...made }: Made = {}) {
  const base = getTokenEncoder().encode({
    mint: made.of ?? mint,
    owner: made.owner ?? wallet,
    amount: made.units ?? 0n,
    delegate: none(),
    state: made.state ?? AccountState.Initialized,
    isNative: made.of === WRAPPED_SOL ? some(2_039_280n) : none(),
    delegatedAmount: 0n,
    closeAuthority: made.closeAuthority === undefined ? none() : some(made.closeAuthority),
  });
  return {
    address: 'held',
    lamports: 2_039_280n,
    owner: made.program ?? TOKEN_PROGRAM_ADDRESS,
    data: Uint8Array.from([...base, ...more]),
  };
}

function judge(made: Made = {}, mints: readonly string[] = []) {
  return judgeTokenAccount(account(made), { wallet, mints: new Set(mints) }).verdict;
}

/** A Token-2022 account with extensions. */
function extended(...entries: ReadonlyArray<readonly [type: number, content: readonly number[]]>) {
  const bytes = entries.flatMap(([type, content]) => [type, 0, content.length, 0, ...content]);
  return { program: TOKEN_2022_PROGRAM_ADDRESS, more: [2, ...bytes] };
}

const NO_FEES = [0, 0, 0, 0, 0, 0, 0, 0];
const FEES = [0, 0, 0, 0, 0, 0, 0, 1];

describe('judgeTokenAccount', () => {
  it('lets an empty account of the wallet be closed, and says what comes back', () => {
    expect(judgeTokenAccount(account(), { wallet, mints: new Set() })).toEqual({
      address: 'held',
      mint,
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
      lamports: 2_039_280n,
      units: 0n,
      verdict: 'closable',
    });
    expect(judge({ closeAuthority: wallet })).toBe('closable');
  });

  it('lets wrapped SOL be unwrapped, whatever it holds', () => {
    expect(judge({ of: WRAPPED_SOL, units: 5n })).toBe('closable');
    expect(judge({ of: WRAPPED_SOL, units: 5n, program: TOKEN_2022_PROGRAM_ADDRESS })).toBe(
      'holds-value',
    );
  });

  it.each([
    ['holds-value', { units: 1n }],
    ['not-ours', { owner: STRANGER }],
    ['not-ours', { state: AccountState.Uninitialized }],
    ['frozen', { state: AccountState.Frozen }],
    ['foreign-close-authority', { closeAuthority: STRANGER }],
    ['foreign-close-authority', { of: WRAPPED_SOL, units: 5n, closeAuthority: STRANGER }],
    ['withheld-fees', extended([2, FEES])],
    ['unknown-extension', extended([5, []])],
    ['unknown-extension', extended([7, []], [999, []])],
    ['unknown-extension', extended([2, [0]])],
    ['unknown-extension', { ...extended(), more: [1] }],
    ['unknown-extension', { ...extended(), more: [2, 7] }],
    ['unknown-extension', { ...extended(), more: [2, 7, 0, 9, 0] }],
  ] as const)('keeps what is %s', (verdict, made) => {
    expect(judge(made)).toBe(verdict);
  });

  it('keeps what is too short for a token account', () => {
    const short = { ...account(), data: new Uint8Array(164) };
    expect(judgeTokenAccount(short, { wallet, mints: new Set() }).verdict).toBe('not-ours');
  });

  it('keeps what an open trade uses', () => {
    expect(judge({}, [mint])).toBe('in-use');
    expect(judge({}, [WRAPPED_SOL])).toBe('closable');
    expect(judge({ of: WRAPPED_SOL, units: 5n }, [WRAPPED_SOL])).toBe('in-use');
  });

  it('takes extensions that hold nothing, and fees that are none', () => {
    expect(judge(extended([7, []], [2, NO_FEES], [15, [0]]))).toBe('closable');
    expect(judge({ ...extended([7, []]), more: [2, 7, 0, 0, 0, 0, 0, 0, 0] })).toBe('closable');
  });

  it('for all accounts, closes none that holds tokens or has anything unknown behind it', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.bigInt({ min: 0n, max: 3n }), (more, units) => {
        const verdict = judge({ units, more: [...more], program: TOKEN_2022_PROGRAM_ADDRESS });
        if (units > 0n) expect(verdict).toBe('holds-value');
        if (more.length > 0 && more[0] !== 2) expect(verdict).not.toBe('closable');
      }),
    );
  });
});
