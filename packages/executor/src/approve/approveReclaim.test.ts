import {
  getBurnInstruction,
  getCloseAccountInstruction,
  getSetAuthorityInstruction,
  AuthorityType,
} from '@solana-program/token';
import { getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';
import { getTransferSolInstruction } from '@solana-program/system';
import {
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

function judge(instructions: readonly Instruction[], feePayer = wallet) {
  const { blockhash, lastValidBlockHeight } = PLAN_BLOCKHASH;
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(feePayer, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash as Blockhash, lastValidBlockHeight },
        paid,
      ),
    (alive) => appendTransactionMessageInstructions(instructions, alive),
  );
  return getCompiledTransactionMessageEncoder().encode(compileTransactionMessage(message));
}

function approve(
  instructions: readonly Instruction[],
  accounts: ReadonlyArray<readonly [string, string]> = [[FIRST, TOKEN_PROGRAM_ADDRESS]],
) {
  const bytes = new Uint8Array(judge(instructions));
  const policy = { wallet, blockhash: PLAN_BLOCKHASH.blockhash, accounts: new Map(accounts) };
  return approveReclaim(bytes, policy);
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
