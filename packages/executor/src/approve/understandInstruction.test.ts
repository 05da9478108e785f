import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { draftOf, policyOf } from '../testing/policyFixtures.ts';
import { buyPlan, madeUpAddress, PLAN, sellPlan } from '../testing/tradeFixtures.ts';
import { decodeMessage, type DecodedInstruction } from './decodeMessage.ts';
import { refuse, understandInstruction } from './understandInstruction.ts';

const plan = buyPlan({ wrappedSol: { address: PLAN.wrappedSol, exists: true, units: 500n } });
const policy = policyOf(plan);

function instructionsOf(built: typeof plan): readonly DecodedInstruction[] {
  return decodeMessage(draftOf(built), {})?.instructions ?? [];
}

function kinds(built: typeof plan): string[] {
  return instructionsOf(built).map((instruction) => {
    const meaning = understandInstruction(instruction, policyOf(built));
    return isFault(meaning) ? meaning.code : meaning.kind;
  });
}

describe('what the builder makes', () => {
  it('is understood to the last instruction', () => {
    expect(kinds(plan)).toEqual([
      'compute-unit-limit',
      'compute-unit-price',
      'create-account',
      'create-account',
      'wrap',
      'sync-wrapped',
      'swap',
      'assert-token',
      'revoke',
      'assert-token',
      'assert-closer',
      'close',
      'tip',
      'assert-sol',
    ]);
    expect(kinds(sellPlan())).toEqual([
      'compute-unit-limit',
      'compute-unit-price',
      'create-account',
      'swap',
      'assert-token',
      'revoke',
      'assert-token',
      'assert-closer',
      'close',
      'tip',
      'assert-sol',
    ]);
  });
});

/** Whatever is done to an instruction of a kind. */
function codeAfter(
  index: number,
  change: (found: DecodedInstruction) => Partial<DecodedInstruction>,
) {
  const found = instructionsOf(plan)[index];
  if (found === undefined) throw new Error('there is no such instruction');
  const meaning = understandInstruction({ ...found, ...change(found) }, policy);
  return isFault(meaning) ? meaning.code : meaning.kind;
}

const stranger = { address: madeUpAddress(200), isSigner: false, isWritable: true };

describe('anything that is not exactly that', () => {
  const ours = [2, 3, 4, 5, 7, 8, 9, 10, 11, 12];

  it.each(ours)('is refused: a stranger in any place of instruction %i', (index) => {
    const accounts = instructionsOf(plan)[index]?.accounts ?? [];
    for (const place of accounts.keys()) {
      const code = codeAfter(index, () => ({ accounts: accounts.with(place, stranger) }));
      expect(code, `place ${place}`).toBe('APPROVE__REFUSED');
    }
  });

  it.each(ours)('is refused: an account more behind instruction %i', (index) => {
    const code = codeAfter(index, ({ accounts }) => ({ accounts: [...accounts, stranger] }));
    expect(code).toBe('APPROVE__REFUSED');
  });

  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13])(
    'is refused: another tag or length of instruction %i',
    (index) => {
      const longer = codeAfter(index, ({ data }) => ({ data: Uint8Array.of(...data, 0) }));
      expect(longer).toBe('APPROVE__REFUSED');
      const empty = codeAfter(index, () => ({ data: Uint8Array.of() }));
      expect(empty).toBe('APPROVE__REFUSED');
      const tags = [0, 7, 8, 14, 200];
      if (index !== 10) tags.push(6);
      for (const tag of tags) {
        const code = codeAfter(index, ({ data }) => ({
          data: Uint8Array.of(tag, ...data.slice(1)),
        }));
        expect(code, `tag ${tag}`).toBe('APPROVE__REFUSED');
      }
    },
  );

  it('is refused: a program without a decoder', () => {
    expect(codeAfter(6, () => ({ programAddress: stranger.address }))).toBe(
      'APPROVE__PROGRAM_NOT_ALLOWED',
    );
  });

  it('is refused: an account of ours through the program of another', () => {
    const token2022 = sellPlan().mint.tokenProgram;
    for (const index of [5, 7, 8, 9, 10, 11]) {
      expect(codeAfter(index, () => ({ programAddress: token2022 }))).toBe('APPROVE__REFUSED');
    }
  });

  it('is refused: the right instruction on the other account of ours', () => {
    const onto = (address: string) => (found: DecodedInstruction) => ({
      accounts: found.accounts.with(0, { address, isSigner: false, isWritable: true }),
    });
    expect(codeAfter(5, onto(PLAN.tokenAccount))).toBe('APPROVE__REFUSED');
    expect(codeAfter(8, onto(PLAN.wrappedSol))).toBe('APPROVE__REFUSED');
    expect(codeAfter(10, onto(PLAN.wrappedSol))).toBe('APPROVE__REFUSED');
  });

  it.each([2, 3, 8, 9, 10, 11, 13])(
    'is refused: fewer accounts than instruction %i has',
    (index) => {
      const count = instructionsOf(plan)[index]?.accounts.length ?? 0;
      for (let kept = 0; kept < count; kept += 1) {
        const code = codeAfter(index, ({ accounts }) => ({ accounts: accounts.slice(0, kept) }));
        expect(code, `${kept} accounts`).toBe('APPROVE__REFUSED');
      }
    },
  );

  it('is refused: a condition on other decimals', () => {
    expect(codeAfter(9, ({ data }) => ({ data: data.with(9, 7) }))).toBe('APPROVE__REFUSED');
  });
});

describe('compute budget and memo', () => {
  const loose = (programAddress: string, data: Uint8Array, accounts: string[] = []) => {
    const named = accounts.map((address) => ({ address, isSigner: true, isWritable: false }));
    const meaning = understandInstruction(
      { index: 0, programAddress, data, accounts: named },
      policy,
    );
    return isFault(meaning) ? meaning.code : meaning.kind;
  };
  const budget = instructionsOf(plan)[0]?.programAddress ?? '';
  const memo = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';

  it('are understood in the forms that spend nothing', () => {
    expect(loose(budget, Uint8Array.of(1, 0, 0x80, 0, 0))).toBe('heap-frame');
    expect(loose(budget, Uint8Array.of(4, 0, 0x80, 0, 0))).toBe('loaded-accounts-limit');
    expect(loose(budget, Uint8Array.of(0, 0, 0x80, 0, 0))).toBe('APPROVE__REFUSED');
    expect(loose(memo, Uint8Array.of(65))).toBe('memo');
    expect(loose(memo, Uint8Array.of(65), [PLAN.wallet])).toBe('memo');
    expect(loose(memo, Uint8Array.of(65), [stranger.address])).toBe('APPROVE__REFUSED');
  });
});

describe('refuse', () => {
  it('names the instruction, the rule and the detail', () => {
    const instruction = { index: 4, programAddress: '', accounts: [], data: new Uint8Array() };
    expect(refuse(instruction, 'wrap', 'too much')).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { instructionIndex: 4, rule: 'wrap', detail: 'too much' },
    });
  });
});
