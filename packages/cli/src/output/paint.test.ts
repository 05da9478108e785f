import { Writable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createPaint } from './paint.ts';

function stream(isTTY: boolean): NodeJS.WriteStream {
  return Object.assign(new Writable(), { isTTY, getColorDepth: () => 8 }) as never;
}

describe('createPaint', () => {
  beforeEach(() => {
    vi.stubEnv('FORCE_COLOR', undefined);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('colours on a terminal', () => {
    const paint = createPaint(() => stream(true));
    expect(paint.good('yes')).toBe('\u001B[32myes\u001B[39m');
    expect(paint.strong('yes')).toBe('\u001B[1myes\u001B[22m');
  });

  it('leaves text alone that goes to a file', () => {
    const paint = createPaint(() => stream(false));
    const { good, bad, warn, strong, faint } = paint;
    expect([good, bad, warn, strong, faint].map((style) => style('x'))).toEqual(
      Array.from({ length: 5 }, () => 'x'),
    );
  });
});
