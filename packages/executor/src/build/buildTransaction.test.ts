import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { isFault } from '@quantbot/core';
import { getCompiledTransactionMessageDecoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { decodeMessage, type DecodedInstruction } from '../approve/decodeMessage.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import {
  buyPlan,
  madeUpAddress,
  PLAN,
  PLAN_BLOCKHASH,
  sellPlan,
} from '../testing/tradeFixtures.ts';
import { buildTransaction } from './buildTransaction.ts';
import type { TradePlan } from './tradePlan.ts';

const SYSTEM_PROGRAM = '11111111111111111111111111111111';
const RENT_SYSVAR = 'SysvarRent111111111111111111111111111111111';
const BUDGET_PROGRAM = 'ComputeBudget111111111111111111111111111111';

function build(plan: TradePlan): Uint8Array {
  const draft = buildTransaction(plan, PLAN_BLOCKHASH);
  if (isFault(draft)) throw new Error(draft.message);
  return draft.messageBytes;
}

function instructionsOf(plan: TradePlan): readonly DecodedInstruction[] {
  const message = decodeMessage(build(plan), plan.lookupTables);
  if (message === undefined) throw new Error('the message cannot be read');
  return message.instructions;
}

/** Instructions as `program tag amount account→account`, readable at a glance. */
function sketch(plan: TradePlan): string[] {
  const programs: Record<string, string> = {
    [SYSTEM_PROGRAM]: 'system',
    [BUDGET_PROGRAM]: 'budget',
    [ASSOCIATED_TOKEN_PROGRAM_ADDRESS]: 'ata',
    [TOKEN_PROGRAM_ADDRESS]: 'token',
    [TOKEN_2022_PROGRAM_ADDRESS]: 'token-2022',
    [PLAN.swapProgram]: 'swap',
  };
  const accounts: Record<string, string> = {
    [PLAN.wallet]: 'wallet',
    [PLAN.tokenAccount]: 'tokens',
    [PLAN.wrappedSol]: 'wrapped',
    [PLAN.mint]: 'mint',
    [WRAPPED_SOL]: 'sol-mint',
    [TIP_ACCOUNTS[0] ?? '']: 'tip',
    [RENT_SYSVAR]: 'rent',
    ...programs,
  };
  return instructionsOf(plan).map(({ programAddress, data, accounts: named }) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const amount = amountOf(programs[programAddress], view);
    const names = named.map(({ address }) => accounts[address] ?? '?').join(' ');
    return [programs[programAddress], data[0] ?? '', amount, names].join(' ').trim();
  });
}

function amountOf(program: string | undefined, view: DataView): string {
  const is64 = view.byteLength === 9 || view.byteLength === 10;
  if (program === 'system') return String(view.getBigUint64(4, true));
  if (program === 'budget' && !is64) return String(view.getUint32(1, true));
  return is64 ? String(view.getBigUint64(1, true)) : '-';
}

describe('the transaction of a buy', () => {
  it('makes its accounts, wraps the input, swaps, asserts, unwraps, tips and asserts the floor', () => {
    expect(sketch(buyPlan())).toEqual([
      'budget 2 1400000',
      'budget 3 1000',
      'ata 1 - wallet wrapped wallet sol-mint system token',
      'ata 1 - wallet tokens wallet mint system token',
      'system 2 100000000 wallet wrapped',
      'token 17 - wrapped rent',
      'swap 1 - wallet wrapped tokens ? ? ?',
      'token 5 - tokens wallet',
      'token 12 1980 tokens mint tokens wallet',
      'token 6 - tokens wallet',
      'token 9 - wrapped wallet wallet',
      'system 2 10000 wallet tip',
      'system 2 890880 wallet wallet',
    ]);
  });

  it('asserts what was there before on top of what it must bring', () => {
    const lines = sketch(
      buyPlan({
        tokenAccount: { address: PLAN.tokenAccount, exists: true, units: 7n },
        wrappedSol: { address: PLAN.wrappedSol, exists: true, units: 500n },
        tip: undefined,
      }),
    );
    expect(lines).toEqual([
      'budget 2 1400000',
      'budget 3 1000',
      'ata 1 - wallet wrapped wallet sol-mint system token',
      'system 2 100000000 wallet wrapped',
      'token 17 - wrapped rent',
      'swap 1 - wallet wrapped tokens ? ? ?',
      'token 12 500 wrapped sol-mint wrapped wallet',
      'token 5 - tokens wallet',
      'token 12 1987 tokens mint tokens wallet',
      'token 6 - tokens wallet',
      'token 9 - wrapped wallet wallet',
      'system 2 890880 wallet wallet',
    ]);
  });
});

describe('the transaction of a sell', () => {
  it('asserts the proceeds before it unwraps them, and that no more was sold', () => {
    expect(sketch(sellPlan())).toEqual([
      'budget 2 1400000',
      'budget 3 1000',
      'ata 1 - wallet wrapped wallet sol-mint system token',
      'swap 1 - wallet tokens wrapped ? ? ?',
      'token 12 1980 wrapped sol-mint wrapped wallet',
      'token-2022 5 - tokens wallet',
      'token-2022 12 600 tokens mint tokens wallet',
      'token-2022 6 - tokens wallet',
      'token 9 - wrapped wallet wallet',
      'system 2 10000 wallet tip',
      'system 2 890880 wallet wallet',
    ]);
  });

  it('closes the account of the token when it sells all there is', () => {
    const lines = sketch(
      sellPlan({
        tokenAccount: { address: PLAN.tokenAccount, exists: true, units: 400n },
        closesTokenAccount: true,
      }),
    );
    expect(lines.slice(4)).toEqual([
      'token 12 1980 wrapped sol-mint wrapped wallet',
      'token 9 - wrapped wallet wallet',
      'token-2022 9 - tokens wallet wallet',
      'system 2 10000 wallet tip',
      'system 2 890880 wallet wallet',
    ]);
  });
});

describe('lookup tables', () => {
  /** A table that a hostile venue filled with everything the transaction names. */
  const everything = [
    PLAN.wallet,
    PLAN.tokenAccount,
    PLAN.wrappedSol,
    PLAN.mint,
    WRAPPED_SOL,
    TIP_ACCOUNTS[0] ?? '',
    PLAN.pool,
    ...PLAN.vaults,
  ];

  it.each([
    ['buy', buyPlan({ lookupTables: { [PLAN.table]: everything } })],
    ['sell', sellPlan({ lookupTables: { [PLAN.table]: everything } })],
  ])('never stand for an account of ours in a %s', (_side, plan) => {
    const message = getCompiledTransactionMessageDecoder().decode(build(plan));
    if (message.version !== 0) throw new Error('the message is of version 0');
    const outright: readonly string[] = message.staticAccounts;
    for (const ours of [PLAN.wallet, PLAN.tokenAccount, PLAN.wrappedSol, TIP_ACCOUNTS[0]]) {
      expect(outright).toContain(ours);
    }
    const looked = (message.addressTableLookups ?? []).flatMap((lookup) =>
      [...lookup.writableIndexes, ...lookup.readonlyIndexes].map((index) => everything[index]),
    );
    expect(looked).toEqual(expect.arrayContaining([PLAN.pool, ...PLAN.vaults]));
  });

  it('shorten the transaction and change no instruction', () => {
    const plain = buyPlan();
    const compressed = buyPlan({ lookupTables: { [PLAN.table]: everything } });
    expect(build(compressed).length).toBeLessThan(build(plain).length);
    expect(instructionsOf(compressed)).toEqual(instructionsOf(plain));
  });
});

describe('buildTransaction', () => {
  it('tells which accounts the swap writes to', () => {
    const draft = buildTransaction(buyPlan(), PLAN_BLOCKHASH);
    expect(draft).toMatchObject({
      writableAccounts: [PLAN.wallet, PLAN.wrappedSol, PLAN.tokenAccount, ...PLAN.vaults],
    });
  });

  it('denies a transaction that is larger than the network takes', () => {
    const plan = buyPlan();
    const accounts = Array.from({ length: 30 }, (_, index) => ({
      address: madeUpAddress(100 + index),
      isSigner: false,
      isWritable: true,
    }));
    const swapInstruction = {
      ...plan.swapInstruction,
      accounts: [...plan.swapInstruction.accounts, ...accounts],
    };
    expect(buildTransaction({ ...plan, swapInstruction }, PLAN_BLOCKHASH)).toMatchObject({
      code: 'BUILD__TRANSACTION_TOO_LARGE',
      context: { bytesMax: 1_232 },
    });
  });
});
