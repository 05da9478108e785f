import { describe, expect, it } from 'vitest';

import { readTransaction } from './readTransaction.ts';

function balance(accountIndex: number, amount: string, changes: object = {}) {
  return { accountIndex, mint: 'mint', owner: 'owner', uiTokenAmount: { amount }, ...changes };
}

const META = {
  err: null,
  fee: 5000n,
  preBalances: [10n, 20n, 30n, 40n],
  postBalances: [9n, 20n, 31n, 40n],
  preTokenBalances: [balance(3, '7')],
  postTokenBalances: [balance(2, '5'), balance(3, '2')],
  loadedAddresses: { writable: ['loaded-w'], readonly: ['loaded-r'] },
  logMessages: ['Program log: x'],
  computeUnitsConsumed: 1234n,
};

function answer(meta: object = {}, rest: object = {}) {
  return {
    slot: 77n,
    transaction: {
      message: { accountKeys: ['payer', 'other'], header: { numRequiredSignatures: 1 } },
    },
    meta: { ...META, ...meta },
    ...rest,
  };
}

describe('readTransaction', () => {
  it('ties balances to addresses: static, then loaded writable, then loaded readonly', () => {
    expect(readTransaction(answer())).toEqual({
      slot: 77n,
      error: null,
      feeLamports: 5000n,
      accountAddresses: ['payer', 'other', 'loaded-w', 'loaded-r'],
      signerCount: 1,
      preLamports: [10n, 20n, 30n, 40n],
      postLamports: [9n, 20n, 31n, 40n],
      preTokenBalances: [{ account: 'loaded-r', mint: 'mint', owner: 'owner', amount: 7n }],
      postTokenBalances: [
        { account: 'loaded-w', mint: 'mint', owner: 'owner', amount: 5n },
        { account: 'loaded-r', mint: 'mint', owner: 'owner', amount: 2n },
      ],
      logs: ['Program log: x'],
      computeUnits: 1234n,
    });
  });

  it.each([undefined, null])('takes %o for the parts a node may leave out', (absent) => {
    const reading = readTransaction(
      answer({
        preBalances: [10n, 20n],
        postBalances: [9n, 20n],
        preTokenBalances: absent,
        postTokenBalances: absent,
        loadedAddresses: absent,
        logMessages: absent,
        computeUnitsConsumed: absent,
      }),
    );
    expect(reading).toMatchObject({
      accountAddresses: ['payer', 'other'],
      preTokenBalances: [],
      postTokenBalances: [],
      logs: [],
      computeUnits: 0n,
    });
  });

  it('reads why it failed', () => {
    const err = { InstructionError: [3n, { Custom: 6001n }] };
    expect(readTransaction(answer({ err })).error).toBe('{"InstructionError":[3,{"Custom":6001}]}');
  });

  it('keeps amounts beyond 2^53 exact', () => {
    const reading = readTransaction(
      answer({
        postTokenBalances: [balance(0, '18446744073709551615')],
        preBalances: [9_007_199_254_740_993n, 0n, 0n, 0n],
      }),
    );
    expect(reading.postTokenBalances[0]?.amount).toBe(18_446_744_073_709_551_615n);
    expect(reading.preLamports[0]).toBe(9_007_199_254_740_993n);
  });

  it('names no owner where the node leaves it out', () => {
    const tokenBalances = [balance(1, '5', { owner: undefined })];
    expect(readTransaction(answer({ postTokenBalances: tokenBalances }))).toMatchObject({
      postTokenBalances: [{ account: 'other', owner: '' }],
    });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'x'],
    ['no meta', { ...answer(), meta: null }],
    ['no word on whether it ran', answer({ err: undefined })],
    ['no word on whether it ran, the field gone', withoutErr()],
    ['no fee', answer({ fee: undefined })],
    ['a fraction', answer({ fee: 0.5 })],
    ['no slot', answer({}, { slot: undefined })],
    ['too few balances', answer({ postBalances: [9n, 20n] })],
    ['too many balances', answer({ preBalances: [1n, 2n, 3n, 4n, 5n] })],
    ['loaded addresses left out that the balances count', answer({ loadedAddresses: null })],
    ['a token balance of no account', answer({ postTokenBalances: [balance(4, '5')] })],
    ['a token balance of account -1', answer({ postTokenBalances: [balance(-1, '5')] })],
    ['a negative amount', answer({ postTokenBalances: [balance(2, '-5')] })],
    ['a decimal amount', answer({ postTokenBalances: [balance(2, '5.0')] })],
    ['binary account keys', answer({}, { transaction: ['AQID', 'base64'] })],
  ])('is no answer with %s', (_case, given) => {
    expect(() => readTransaction(given)).toThrow();
  });
});

function withoutErr() {
  const { err: _err, ...meta } = META;
  return { ...answer(), meta };
}
