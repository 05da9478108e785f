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

  it('fits the terminal by leaving out the middle of the widest cells', () => {
    const address = '76PG3z9Nw6LiNnAvSAgCkVvgr9a97HgHdUSDEpov1Q7G';
    const rows = [
      ['key', 'status', 'wallet'],
      ['entry-1', 'filled', address],
    ];
    const lines = alignColumns(rows, 40).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(lines[1]).toMatch(/^entry-1 {2}filled {2}76PG3z9Nw6L.*…\w*Epov1Q7G$/u);
    expect(alignColumns(rows, 80)).toContain(address);
  });

  it('keeps colours whole when it cuts, and stops where nothing could be read any more', () => {
    const red = (text: string): string => `\u001B[31m${text}\u001B[39m`;
    const [line = ''] = alignColumns([[red('x'.repeat(50)), 'y'.repeat(50)]], 5).split('\n');
    expect(line.endsWith(`${'y'.repeat(4)}…${'y'.repeat(3)}`)).toBe(true);
    expect(line).toContain('\u001B[31m');
    expect(line).toContain('\u001B[39m');
  });

  it('cuts nothing that goes to a file', () => {
    expect(alignColumns([['x'.repeat(500)]])).toBe('x'.repeat(500));
  });

  it('answers nothing for no rows', () => {
    expect(alignColumns([])).toBe('');
  });
});
