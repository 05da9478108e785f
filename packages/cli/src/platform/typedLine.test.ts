import { describe, expect, it } from 'vitest';

import { TypedLine } from './typedLine.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function typed(...chunks: readonly string[]) {
  const line = new TypedLine(16);
  const states = chunks.map((chunk) => line.take(bytesOf(chunk)));
  return { state: states.at(-1), text: textOf(line.release()) };
}

describe('TypedLine', () => {
  it.each([
    ['a line in one piece', ['abc\r'], 'done', 'abc'],
    ['a line in many pieces', ['a', 'b', 'c', '\n'], 'done', 'abc'],
    ['a line that goes on', ['ab'], 'more', 'ab'],
    ['a second line, of which nothing is taken', ['ab\ncd\n'], 'done', 'ab'],
    ['a letter taken back', ['ab\u007fc\r'], 'done', 'ac'],
    ['a letter of two bytes taken back', ['aü\bc\r'], 'done', 'ac'],
    ['a letter of four bytes taken back', ['a😀\u007f\r'], 'done', 'a'],
    ['more taken back than there is', ['a\b\b\bb\r'], 'done', 'b'],
    ['everything taken back', ['abc\u0015d\r'], 'done', 'd'],
    ['an interrupt', ['abc\u0003'], 'cancelled', ''],
    ['an end without a line', ['\u0004'], 'cancelled', ''],
    ['an end after a line', ['abc\u0004'], 'done', 'abc'],
    ['an empty line', ['\r'], 'done', ''],
    ['more than fits', [`${'x'.repeat(40)}\r`], 'done', 'x'.repeat(17)],
  ] as const)('reads %s', (_name, chunks, ...expected) => {
    const [state, text] = expected;
    expect(typed(...chunks)).toEqual({ state, text });
  });

  it('overwrites what was typed, and forgets what it handed over', () => {
    const line = new TypedLine(16);
    const chunk = bytesOf('abc');
    line.take(chunk);
    expect(chunk).toEqual(new Uint8Array(3));
    expect(textOf(line.release())).toBe('abc');
    expect(line.release()).toHaveLength(0);
  });
});
