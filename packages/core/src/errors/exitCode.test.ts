import { describe, expect, it } from 'vitest';

import { describeError, ERROR_CODES } from './errorCatalogue.ts';
import { EXIT_CODE, exitCodeFor } from './exitCode.ts';

describe('exitCodeFor', () => {
  it.each([
    ['internal', 1],
    ['configuration', 2],
    ['denied', 3],
    ['failed', 4],
    ['unknown', 5],
    ['note', 0],
  ] as const)('ends %s with %d', (outcome, status) => {
    expect(exitCodeFor(outcome)).toBe(status);
  });

  it('tells every two kinds of outcome apart', () => {
    const statuses = Object.values(EXIT_CODE);
    expect(new Set(statuses).size).toBe(statuses.length);
  });

  it('ends with success for notes alone', () => {
    for (const code of ERROR_CODES) {
      const { outcome } = describeError(code);
      expect(exitCodeFor(outcome) === 0).toBe(outcome === 'note');
    }
  });

  it('throws for an outcome that does not exist', () => {
    expect(() => exitCodeFor('lost' as never)).toThrow('Unhandled case: "lost"');
  });
});
