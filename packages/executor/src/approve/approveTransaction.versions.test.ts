import { isFault } from '@quantbot/core';
import {
  compileTransactionMessage,
  createTransactionMessage,
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  appendTransactionMessageInstructions,
  setTransactionMessageConfig,
  type Address,
  type Blockhash,
  type Instruction,
  type V1TransactionConfig,
} from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { TradePlan } from '../build/tradePlan.ts';
import { inForm } from '../testing/messageForms.ts';
import { draftOf, policyOf, rewrite } from '../testing/policyFixtures.ts';
import { buyPlan, PLAN, PLAN_BLOCKHASH, sellPlan } from '../testing/tradeFixtures.ts';
import { unsignedWire } from '../transaction/wireTransaction.ts';
import { approveTransaction } from './approveTransaction.ts';
import { decodeMessage } from './decodeMessage.ts';

const plan = buyPlan();

function outcome(built: TradePlan, bytes: Uint8Array): string {
  const approved = approveTransaction(bytes, policyOf(built));
  return isFault(approved) ? approved.code : 'approved';
}

describe('the other versions', () => {
  /** The instructions of a plan in a message of version 1, but for those of the compute budget. */
  function inVersion1(built: TradePlan, config: V1TransactionConfig, keepsBudget = false) {
    const [limit, ...others] = decodeMessage(draftOf(built), {})?.instructions ?? [];
    const kept = keepsBudget && limit !== undefined ? [limit, ...others.slice(1)] : others.slice(1);
    const instructions = kept.map(({ programAddress, accounts, data }): Instruction => ({
      programAddress: programAddress as Address,
      data,
      accounts: accounts.map(({ address, isSigner, isWritable }) => ({
        address: address as Address,
        role: (isSigner ? 2 : 0) + (isWritable ? 1 : 0),
      })),
    }));
    const message = pipe(
      createTransactionMessage({ version: 1 }),
      (empty) => setTransactionMessageFeePayer(PLAN.wallet, empty),
      (paid) =>
        setTransactionMessageLifetimeUsingBlockhash(
          { blockhash: PLAN_BLOCKHASH.blockhash as Blockhash, lastValidBlockHeight: 1n },
          paid,
        ),
      (alive) => setTransactionMessageConfig(config, alive),
      (limited) => appendTransactionMessageInstructions(instructions, limited),
    );
    const compiled = compileTransactionMessage(message);
    return new Uint8Array(getCompiledTransactionMessageEncoder().encode(compiled));
  }

  const config = {
    computeUnitLimit: 300_000,
    priorityFeeLamports: 1_000_000n,
    loadedAccountsDataSizeLimit: 1_000_000,
  };

  it.each([buyPlan(), sellPlan()])('legacy is held to the same rules, a $side', (built) => {
    const compiled = getCompiledTransactionMessageDecoder().decode(draftOf(built));
    if (compiled.version !== 0) throw new Error('a draft is of version 0');
    const { addressTableLookups: _none, ...rest } = compiled;
    const legacy = getCompiledTransactionMessageEncoder().encode({ ...rest, version: 'legacy' });
    expect(outcome(built, new Uint8Array(legacy))).toBe('approved');
    const padded = Uint8Array.from([...legacy, 0]);
    expect(outcome(built, padded)).toBe('APPROVE__REFUSED');
    const otherSide = built.side === 'buy' ? sellPlan() : buyPlan();
    expect(outcome(otherSide, new Uint8Array(legacy))).not.toBe('approved');
  });

  it('version 1 is held to the same rules, with fee and limit in its header', () => {
    expect(outcome(buyPlan(), inVersion1(buyPlan(), config))).toBe('approved');
    expect(outcome(sellPlan(), inVersion1(sellPlan(), config))).toBe('approved');
    const { computeUnitLimit: _limit, ...unlimited } = config;
    expect(outcome(buyPlan(), inVersion1(buyPlan(), unlimited))).toBe('APPROVE__REFUSED');
    const dear = { ...config, priorityFeeLamports: 1_000_001n };
    expect(outcome(buyPlan(), inVersion1(buyPlan(), dear))).toBe(
      'BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM',
    );
    const doubled = inVersion1(buyPlan(), config, true);
    expect(approveTransaction(doubled, policyOf(buyPlan()))).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { rule: 'compute-budget', instructionIndex: 0 },
    });
  });

  it('a version that nobody knows yet is refused', () => {
    const bytes = draftOf(plan);
    for (const first of [0x82, 0xff]) {
      expect(outcome(plan, bytes.with(0, first))).toBe('APPROVE__REFUSED');
    }
  });
});

describe('the message as a whole', () => {
  /** The plan with a memo of so many bytes, before everything else or behind it. */
  const withMemo = (bytesOfMemo: number, place: 'push' | 'unshift' = 'unshift') =>
    rewrite(draftOf(plan), (message) => {
      message.accounts.push('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr' as Address);
      const programAddressIndex = message.accounts.length - 1;
      const data = new Uint8Array(bytesOfMemo);
      message.instructions[place]({ programAddressIndex, accountIndices: [], data });
    });

  it('is refused when it is larger than the network takes', () => {
    const most = 1_232 - unsignedWire(withMemo(200)).length + 200;
    expect(outcome(plan, withMemo(most))).toBe('approved');
    expect(approveTransaction(withMemo(most + 1), policyOf(plan))).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { rule: 'size', instructionIndex: -1 },
    });
  });

  it('may be larger in version 1', () => {
    const most = 4_096 - unsignedWire(inForm(withMemo(700), 'version 1')).length + 700;
    expect(outcome(plan, inForm(withMemo(most), 'version 1'))).toBe('approved');
    expect(
      approveTransaction(inForm(withMemo(most + 1), 'version 1'), policyOf(plan)),
    ).toMatchObject({ context: { rule: 'size' } });
  });

  it('may end with a memo', () => {
    expect(outcome(plan, withMemo(1, 'push'))).toBe('approved');
  });

  it('is refused when an address stands in it twice', () => {
    const bytes = rewrite(draftOf(plan), ({ accounts }) => accounts.push(PLAN.pool));
    expect(approveTransaction(bytes, policyOf(plan))).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { rule: 'accounts', instructionIndex: -1 },
    });
  });

  it('keeps what was approved, whatever becomes of the bytes it was given', () => {
    const bytes = draftOf(plan);
    const original = Uint8Array.from(bytes);
    const approved = approveTransaction(bytes, policyOf(plan));
    bytes.fill(0);
    expect(approved).toEqual({ messageBytes: original });
  });
});
