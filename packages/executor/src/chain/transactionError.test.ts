import { describe, expect, it } from 'vitest';

import { errorText, readProgramFailure } from './transactionError.ts';

const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const JUPITER = 'JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4';

describe('errorText', () => {
  it('is null only when the answer says that there is no error', () => {
    expect(errorText(null)).toBeNull();
    expect(() => errorText(undefined)).toThrow(/does not say whether it ran/u);
  });

  it.each([
    ['AccountNotFound', '"AccountNotFound"'],
    [{ InstructionError: [2n, { Custom: 6001n }] }, '{"InstructionError":[2,{"Custom":6001}]}'],
    [false, 'false'],
    ['', '""'],
    [0, '0'],
  ])('of %o is text', (error, text) => {
    expect(errorText(error)).toBe(text);
  });
});

describe('readProgramFailure', () => {
  it('finds the innermost program that failed', () => {
    const logs = [
      `Program ${JUPITER} invoke [1]`,
      `Program ${TOKEN} invoke [2]`,
      `Program ${TOKEN} failed: custom program error: 0x1`,
      `Program ${JUPITER} failed: custom program error: 0x1771`,
    ];
    expect(readProgramFailure(logs)).toEqual({ program: TOKEN, customErrorCode: 1 });
    expect(readProgramFailure(logs.slice(3))).toEqual({ program: JUPITER, customErrorCode: 6001 });
  });

  it.each([
    [[]],
    [[`Program ${JUPITER} failed: Computational budget exceeded`]],
    [[`Program ${JUPITER} success`]],
    [[`Program log: Program ${JUPITER} failed: custom program error: 0x1771`]],
    [[`Program data: Program ${JUPITER} failed: custom program error: 0x1771`]],
    [[` Program ${JUPITER} failed: custom program error: 0x1771`]],
    [[`Program ${JUPITER} failed: custom program error: 0x1771 `]],
    [[`Program 0OIl failed: custom program error: 0x1771`]],
  ])('finds none in %j', (logs) => {
    expect(readProgramFailure(logs)).toBeUndefined();
  });
});
