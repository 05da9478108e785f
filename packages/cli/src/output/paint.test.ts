import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createPaint } from './paint.ts';

function stream(isTTY: boolean): NodeJS.WriteStream {
  return Object.assign(new Writable(), { isTTY, getColorDepth: () => 8 }) as never;
}

describe('createPaint', () => {
  beforeEach(() => {
    vi.stubEnv('FORCE_COLOR', undefined);
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('NODE_DISABLE_COLORS', undefined);
    // Node counts the colours of a terminal by these: a runner of tests sets them as it likes.
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm-256color');
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('colours on a terminal', () => {
    const paint = createPaint(() => stream(true));
    expect(paint.good('yes')).toBe('\u001B[32myes\u001B[39m');
    expect(paint.strong('yes')).toBe('\u001B[1myes\u001B[22m');
  });

  it.each(['1', 'yes'])('leaves text alone on a real terminal where NO_COLOR=%s', (value) => {
    vi.stubEnv('COLORTERM', 'truecolor');
    const { getColorDepth } = WriteStream.prototype;
    const paint = createPaint(() => Object.assign(stream(true), { getColorDepth }));
    expect(paint.bad('no')).not.toBe('no');
    vi.stubEnv('NO_COLOR', value);
    expect(paint.bad('no')).toBe('no');
  });

  it('leaves text alone that goes to a file', () => {
    const paint = createPaint(() => stream(false));
    const { good, bad, warn, strong, faint } = paint;
    expect([good, bad, warn, strong, faint].map((style) => style('x'))).toEqual(
      Array.from({ length: 5 }, () => 'x'),
    );
  });
});
