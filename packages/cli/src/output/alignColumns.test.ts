import { describe, expect, it } from 'vitest';

import { alignColumns } from './alignColumns.ts';

describe('alignColumns', () => {
  it('makes every column as wide as its widest cell', () => {
    expect(alignColumns([['a', 'bb'], ['ccc', 'd', 'e'], []])).toBe('a    bb\nccc  d   e\n');
  });

  it('does not count colours as width', () => {
    const red = (text: string): string => `\u001B[31m${text}\u001B[39m`;
    expect(
      alignColumns([
        [red('a'), 'b'],
        ['cc', 'd'],
      ]),
    ).toBe(`${red('a')}   b\ncc  d`);
  });

  it('answers nothing for no rows', () => {
    expect(alignColumns([])).toBe('');
  });
});
