import { describe, expect, it } from 'vitest';

import { COLUMNS_MAX, wrapText } from './wrapText.ts';

describe('wrapText', () => {
  it('keeps a short text on one line', () => {
    expect(wrapText('a b', '  ')).toBe('  a b');
  });

  it('breaks between words, indents every line, and loses nothing', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
    const lines = wrapText(words.join(' '), '  ').split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(COLUMNS_MAX);
      expect(line).toMatch(/^ {2}\S/u);
    }
    expect(lines.map((line) => line.trim()).join(' ')).toBe(words.join(' '));
  });

  it('fits a narrow terminal, and does not count colours', () => {
    const bold = (text: string): string => `\u001B[1m${text}\u001B[22m`;
    expect(wrapText(`${bold('aaa')} bbb ccc`, '', 7)).toBe(`${bold('aaa')} bbb\nccc`);
  });

  it('keeps a word whole that is longer than a line', () => {
    const path = `/${'x'.repeat(150)}`;
    expect(wrapText(`at ${path} there`, '  ')).toBe(`  at\n  ${path}\n  there`);
  });
});
