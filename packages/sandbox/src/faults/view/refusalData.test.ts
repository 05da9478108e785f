import { describe, expect, it } from 'vitest';

import { addRefusalData } from './refusalData.ts';

const refusal = (message: string) => ({ code: -32_002n, message });

describe('addRefusalData', () => {
  it.each([
    ['Transaction error: This transaction has already been processed', 'AlreadyProcessed'],
    ['Transaction error: Blockhash not found', 'BlockhashNotFound'],
    ['Insufficient funds for fee', 'InsufficientFundsForFee'],
  ])('names the error of "%s"', (message, err) => {
    expect(addRefusalData(refusal(message))).toMatchObject({ message, data: { err, logs: [] } });
  });

  it('leaves alone what has data, cannot be told, or is no refused send', () => {
    const complete = { ...refusal('already been processed'), data: { err: 'x' } };
    expect(addRefusalData(complete)).toBe(complete);
    const unknown = refusal('who knows');
    expect(addRefusalData(unknown)).toBe(unknown);
    const other = { code: -32_603n, message: 'already been processed' };
    expect(addRefusalData(other)).toBe(other);
  });
});
