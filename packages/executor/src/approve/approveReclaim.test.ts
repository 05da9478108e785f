import {
  getBurnInstruction,
  getCloseAccountInstruction,
  getSetAuthorityInstruction,
  AuthorityType,
} from '@solana-program/token';
import { getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  compileTransactionMessage,
  createNoopSigner,
  createTransactionMessage,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
  type Instruction,
} from '@solana/kit';
import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { inForm } from '../testing/messageForms.ts';
import { madeUpAddress, PLAN, PLAN_BLOCKHASH } from '../testing/tradeFixtures.ts';
import { approveReclaim } from './approveReclaim.ts';

const { wallet } = PLAN;
const OWNER = createNoopSigner(wallet);
const FIRST = address(madeUpAddress(11));
const SECOND = address(madeUpAddress(12));
const STRANGER = address(madeUpAddress(13));

function close(
  account = FIRST,
  changes: { destination?: typeof STRANGER; program?: typeof STRANGER } = {},
) {
  const { destination = wallet, program = TOKEN_PROGRAM_ADDRESS } = changes;
  return getCloseAccountInstruction(
    { account, destination, owner: OWNER },
    { programAddress: program },
  );
}

const encoder = getCompiledTransactionMessageEncoder();

function compiledOf(instructions: readonly Instruction[]) {
  const { blockhash, lastValidBlockHeight } = PLAN_BLOCKHASH;
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(wallet, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash as Blockhash, lastValidBlockHeight },
        paid,
      ),
    (alive) => appendTransactionMessageInstructions(instructions, alive),
  );
  return compileTransactionMessage(message);
}

function judge(instructions: readonly Instruction[]) {
  return encoder.encode(compiledOf(instructions));
}

function policyFor(
  accounts: ReadonlyArray<readonly [string, string]> = [[FIRST, TOKEN_PROGRAM_ADDRESS]],
) {
  return { wallet, blockhash: PLAN_BLOCKHASH.blockhash, accounts: new Map(accounts) };
}

function approve(
  instructions: readonly Instruction[],
  accounts: ReadonlyArray<readonly [string, string]> = [[FIRST, TOKEN_PROGRAM_ADDRESS]],
) {
  return approveReclaim(new Uint8Array(judge(instructions)), policyFor(accounts));
}

const BOTH = [
  [FIRST, TOKEN_PROGRAM_ADDRESS],
  [SECOND, TOKEN_2022_PROGRAM_ADDRESS],
] as const;

describe('approveReclaim', () => {
  it('approves closes of the accounts to the wallet, each once', () => {
    expect(isFault(approve([close()]))).toBe(false);
    const second = close(SECOND, { program: TOKEN_2022_PROGRAM_ADDRESS });
    expect(isFault(approve([close(), second], BOTH))).toBe(false);
  });

  it.each([
    ['nothing', []],
    ['another account', [close(SECOND)]],
    ['another account besides', [close(), close(SECOND)]],
    ['a close by another program', [close(FIRST, { program: TOKEN_2022_PROGRAM_ADDRESS })]],
    ['a close to a stranger', [close(FIRST, { destination: STRANGER })]],
    ['a close done twice', [close(), close()]],
    [
      'a payment',
      [close(), getTransferSolInstruction({ source: OWNER, destination: STRANGER, amount: 1n })],
    ],
    [
      'a payment to itself',
      [close(), getTransferSolInstruction({ source: OWNER, destination: wallet, amount: 1n })],
    ],
    ['a price', [getSetComputeUnitPriceInstruction({ microLamports: 1n }), close()]],
    [
      'a burn',
      [getBurnInstruction({ account: FIRST, mint: STRANGER, authority: OWNER, amount: 0n })],
    ],
    [
      'a change of the authority',
      [
        getSetAuthorityInstruction({
          owned: FIRST,
          owner: OWNER,
          authorityType: AuthorityType.AccountOwner,
          newAuthority: STRANGER,
        }),
      ],
    ],
  ])('refuses %s', (_, instructions) => {
    expect(approve(instructions)).toMatchObject({ kind: 'fault', code: 'APPROVE__REFUSED' });
  });

  it('keeps the bytes it approved, whatever becomes of those it was given', () => {
    const bytes = new Uint8Array(judge([close()]));
    const original = Uint8Array.from(bytes);
    const approved = approveReclaim(bytes, policyFor());
    bytes.fill(0);
    expect(approved).toEqual({ messageBytes: original });
  });

  it('refuses to close nothing, though nothing is to be closed', () => {
    expect(approve([], [])).toMatchObject({
      context: { rule: 'close', detail: '0 of 0 accounts are closed', instructionIndex: -1 },
    });
  });

  const [tag = 0] = close().data;
  const placesOf = (places: ReadonlyArray<readonly [typeof FIRST, AccountRole]>): Instruction => ({
    programAddress: TOKEN_PROGRAM_ADDRESS,
    accounts: places.map(([name, role]) => ({ address: name, role })),
    data: Uint8Array.of(tag),
  });
  const account = [FIRST, AccountRole.WRITABLE] as const;
  const destination = [wallet, AccountRole.WRITABLE] as const;
  const authority = [wallet, AccountRole.READONLY_SIGNER] as const;

  it('knows a close of its own by its parts', () => {
    expect(isFault(approve([placesOf([account, destination, authority])]))).toBe(false);
  });

  it.each([
    ['no authority', [account, destination]],
    ['another authority', [account, destination, [STRANGER, AccountRole.READONLY] as const]],
    ['signers of a multisig', [account, destination, authority, authority]],
    ['an account that is not written to', [[FIRST, AccountRole.READONLY], destination, authority]],
  ] as const)('refuses a close with %s', (_case, places) => {
    expect(approve([placesOf(places)])).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { rule: 'close', detail: expect.stringContaining(FIRST), instructionIndex: 0 },
    });
  });

  it.each([
    ['a byte more', Uint8Array.of(tag, 0), 'token instruction 9'],
    ['no byte', new Uint8Array(), 'token instruction empty'],
  ])('refuses a close with %s', (_case, data, words) => {
    expect(approve([{ ...close(), data }])).toMatchObject({
      context: { rule: 'close', detail: `${words} on ${FIRST}` },
    });
  });

  it('refuses whoever else signs or pays, by the header of the message', () => {
    const compiled = compiledOf([close()]);
    const { header, staticAccounts } = compiled;
    const encoded = (changes: Partial<typeof compiled>) =>
      new Uint8Array(encoder.encode({ ...compiled, ...changes }));
    const two = encoded({ header: { ...header, numSignerAccounts: 2 } });
    const paid = encoded({ staticAccounts: staticAccounts.with(0, STRANGER) });
    for (const bytes of [two, paid]) {
      expect(approveReclaim(bytes, policyFor())).toMatchObject({ context: { rule: 'signers' } });
    }
    const twice = encoded({ staticAccounts: [...staticAccounts, FIRST] });
    expect(approveReclaim(twice, policyFor())).toMatchObject({ context: { rule: 'accounts' } });
  });

  it('refuses what comes from a lookup table', () => {
    const compiled = compiledOf([close()]);
    for (const [writableIndexes, readonlyIndexes] of [
      [[0], []],
      [[], [0]],
    ]) {
      const lookups = [{ lookupTableAddress: STRANGER, writableIndexes, readonlyIndexes }];
      const bytes = encoder.encode({ ...compiled, addressTableLookups: lookups } as never);
      expect(approveReclaim(new Uint8Array(bytes), policyFor())).toMatchObject({
        context: { rule: 'lookup' },
      });
    }
  });

  it('refuses version 1, which says its fee where no instruction does', () => {
    const bytes = inForm(new Uint8Array(judge([close()])), 'version 1');
    expect(approveReclaim(bytes, policyFor())).toMatchObject({ context: { rule: 'version' } });
    const legacy = inForm(new Uint8Array(judge([close()])), 'legacy');
    expect(isFault(approveReclaim(legacy, policyFor()))).toBe(false);
  });

  it('refuses more than the network takes', () => {
    const most = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => address(madeUpAddress(20 + index)));
      const accounts = names.map((name) => [name, TOKEN_PROGRAM_ADDRESS] as const);
      return approve(
        names.map((name) => close(name)),
        accounts,
      );
    };
    expect(isFault(most(20))).toBe(false);
    expect(most(40)).toMatchObject({ context: { rule: 'size' } });
  });

  it('refuses a close of fewer accounts than it is for', () => {
    expect(approve([close()], BOTH)).toMatchObject({ code: 'APPROVE__REFUSED' });
  });

  it('refuses another signer, another fee payer, another blockhash and what is no message', () => {
    const stranger = createNoopSigner(STRANGER);
    const foreign = getCloseAccountInstruction({
      account: FIRST,
      destination: wallet,
      owner: stranger,
    });
    expect(approve([foreign])).toMatchObject({ code: 'APPROVE__REFUSED' });
    const accounts = new Map([[FIRST as string, TOKEN_PROGRAM_ADDRESS as string]]);
    const { blockhash } = PLAN_BLOCKHASH;
    const good = new Uint8Array(judge([close()]));
    expect(isFault(approveReclaim(good, { wallet, blockhash, accounts }))).toBe(false);
    for (const [bytes, policy] of [
      [good, { wallet, blockhash: madeUpAddress(99), accounts }],
      [good, { wallet: STRANGER, blockhash, accounts }],
      [Uint8Array.from([...good, 0]), { wallet, blockhash, accounts }],
      [new Uint8Array(), { wallet, blockhash, accounts }],
    ] as const) {
      expect(approveReclaim(bytes, policy)).toMatchObject({ code: 'APPROVE__REFUSED' });
    }
  });

  it('refuses any message in which a byte is another', () => {
    const good = new Uint8Array(judge([close()]));
    const accounts = new Map([[FIRST as string, TOKEN_PROGRAM_ADDRESS as string]]);
    const policy = { wallet, blockhash: PLAN_BLOCKHASH.blockhash, accounts };
    for (const [index, byte] of good.entries()) {
      const changed = Uint8Array.from(good);
      changed[index] = byte ^ 1;
      const verdict = approveReclaim(changed, policy);
      // The last count of the header says whether the token program is writable, which changes nothing.
      if (!isFault(verdict)) expect(index).toBe(3);
    }
  });
});
