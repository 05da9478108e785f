import fc from 'fast-check';
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

  it('leaves no amount and no reason out: what does not fit goes on below', () => {
    const rows = [
      ['when (UTC)', 'key', 'asked', 'code'],
      ['2026-11-28 10:02:08', 'entry-1', 'buy for 0.01 SOL', 'CONFIRM__REVERTED'],
    ];
    expect(alignColumns(rows, 54)).toBe(
      [
        'when (UTC)    key      asked         code',
        '2026-11-28    entry-1  buy for 0.01  CONFIRM__REVERTED',
        '10:02:08               SOL',
      ].join('\n'),
    );
    const reason = 'real trades that failed one after another: 3 (consecutiveFailuresMax 3)';
    const lines = alignColumns([['stepped down', `yes: ${reason}`]], 40).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(lines.map((line) => line.slice(14)).join(' ')).toBe(`yes: ${reason}`);
    expect(lines[1]).toMatch(/^ {14}\S/u);
  });

  it('takes from addresses before it breaks anything, and keeps the indent of what it breaks', () => {
    const address = '76PG3z9Nw6LiNnAvSAgCkVvgr9a97HgHdUSDEpov1Q7G';
    const [, row] = alignColumns(
      [
        ['asset', 'difference', 'verdict'],
        [address, '-0.5', 'paid in'],
      ],
      60,
    ).split('\n');
    expect(row).toMatch(/^76PG3z9\w*…\w*1Q7G {2}-0\.5 {8}paid in$/u);
    expect(alignColumns([['  one two three']], 12)).toBe('  one two\n  three');
  });

  it('for all texts and widths keeps to the width, and every word that fits it', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/u);
    const cell = fc.array(word, { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(cell, cell, fc.integer({ min: 18, max: 60 }), (left, right, width) => {
        const lines = alignColumns([[left.join(' '), right.join(' ')]], width).split('\n');
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        const shown = lines.join(' ').split(' ').filter(Boolean).toSorted();
        expect(shown).toEqual([...left, ...right].toSorted());
      }),
    );
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
