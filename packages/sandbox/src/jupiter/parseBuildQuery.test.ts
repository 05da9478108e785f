import { describe, expect, it } from 'vitest';

import { JupiterRefusal } from './jupiterRefusal.ts';
import { parseBuildQuery } from './parseBuildQuery.ts';

const SOL = 'So11111111111111111111111111111111111111112';
const MINT = 'GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ';
const TAKER = '96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5';
const QUERY = { inputMint: SOL, outputMint: MINT, amount: '1000', taker: TAKER };

function refusalFor(change: Record<string, string | undefined>): JupiterRefusal {
  const query = Object.entries({ ...QUERY, ...change }).filter(([, value]) => value !== undefined);
  try {
    parseBuildQuery(Object.fromEntries(query));
  } catch (cause) {
    if (cause instanceof JupiterRefusal) return cause;
    throw cause;
  }
  throw new Error('the query was accepted');
}

describe('parseBuildQuery', () => {
  it('fills in the defaults', () => {
    expect(parseBuildQuery(QUERY)).toEqual({
      inputMint: SOL,
      outputMint: MINT,
      amount: 1_000n,
      taker: TAKER,
      slippageBps: 50,
      maxAccounts: 64,
      wrapAndUnwrapSol: true,
      blockhashSlotsToExpiry: 150,
    });
  });

  it('reads every parameter', () => {
    const parsed = parseBuildQuery({
      ...QUERY,
      slippageBps: '10000',
      wrapAndUnwrapSol: 'false',
      destinationTokenAccount: MINT,
      maxAccounts: '20',
      mode: 'fast',
      computeUnitPricePercentile: '9000',
      blockhashSlotsToExpiry: '20',
      tipAmount: '1000000',
      payer: MINT,
    });
    expect(parsed).toMatchObject({
      slippageBps: 10_000,
      wrapAndUnwrapSol: false,
      destinationTokenAccount: MINT,
      maxAccounts: 20,
      mode: 'fast',
      computeUnitPricePercentile: 9_000,
      blockhashSlotsToExpiry: 20,
      tipAmount: 1_000_000n,
      payer: MINT,
    });
  });

  it('takes real-time slippage for the default', () => {
    expect(parseBuildQuery({ ...QUERY, slippageBps: 'rtse' }).slippageBps).toBe(50);
  });

  it.each([
    [{ taker: undefined }, 'INVALID_REQUEST', 'Invalid query: taker is required'],
    [{ taker: 'nobody' }, 'INVALID_REQUEST', 'Invalid query: taker must be a base58 address'],
    [{ amount: undefined }, 'INVALID_REQUEST', 'Invalid query: amount is required'],
    [{ amount: '1.5' }, 'INVALID_REQUEST', 'amount must be a whole number of base units'],
    [{ amount: '-1' }, 'INVALID_REQUEST', 'amount must be a whole number of base units'],
    [{ amount: '0' }, 'INVALID_REQUEST', 'amount must lie between 1 and 18446744073709551615'],
    [{ amount: '18446744073709551616' }, 'INVALID_REQUEST', 'amount must lie between 1 and'],
    [{ slippageBps: '10001' }, 'INVALID_REQUEST', 'slippageBps must lie between 0 and 10000'],
    [{ slippageBps: '1e2' }, 'INVALID_REQUEST', 'slippageBps must be "rtse" or a whole number'],
    [{ wrapAndUnwrapSol: 'yes' }, 'INVALID_REQUEST', 'wrapAndUnwrapSol must be true or false'],
    [{ mode: 'slow' }, 'INVALID_REQUEST', 'mode must be "fast" when given'],
    [{ maxAccounts: '65' }, 'MAX_ACCOUNT_GREATER_THAN_MAX', 'maxAccounts 65 is greater than 64'],
    [{ outputMint: SOL }, 'CIRCULAR_ARBITRAGE_IS_DISABLED', 'Circular arbitrage is disabled'],
    [{ platformFeeBps: '50', feeAccount: MINT }, 'NOT_SUPPORTED', 'neither platform fees nor'],
    [{ nativeDestinationAccount: MINT }, 'NOT_SUPPORTED', 'native destination accounts'],
    [{ dexes: 'A', excludeDexes: 'B' }, 'INVALID_REQUEST', 'dexes and excludeDexes are mutually'],
    [
      { destinationTokenAccount: MINT, nativeDestinationAccount: MINT },
      'INVALID_REQUEST',
      'destinationTokenAccount and nativeDestinationAccount are mutually exclusive',
    ],
  ])('refuses %o', (change, errorCode, message) => {
    const refusal = refusalFor(change);
    expect(refusal.errorCode).toBe(errorCode);
    expect(refusal.message).toContain(message);
  });

  it('names every wrong parameter at once', () => {
    expect(refusalFor({ amount: 'x', taker: 'y' }).message).toBe(
      'Invalid query: amount must be a whole number of base units; ' +
        'taker must be a base58 address',
    );
  });
});
