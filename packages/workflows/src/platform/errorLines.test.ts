import { Writable } from 'node:stream';

import { describe, expect, it, vi } from 'vitest';

import { createErrorLines, standardErrorLines, WAITING_BYTES_MAX } from './errorLines.ts';

/** A stream that a test lets through, holds up or breaks. */
function createScene() {
  const taken: string[] = [];
  const held: Array<() => void> = [];
  const says = { isHeld: false, problem: undefined as Error | undefined };
  const stream = new Writable({
    autoDestroy: false,
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      if (says.problem !== undefined) {
        done(says.problem);
        return;
      }
      taken.push(text);
      if (says.isHeld) held.push(done);
      else done();
    },
  });
  return { lines: createErrorLines(stream), stream, taken, held, says };
}

describe('lines on their way to the standard error', () => {
  it('are written, and nothing is lost', async () => {
    const { lines, taken } = createScene();
    lines.write('one\n');
    await lines.flush();
    expect(taken).toEqual(['one\n', '']);
    expect(lines.takeLoss()).toBeUndefined();
  });

  it('are lost on a full disk, and the process goes on', async () => {
    const { lines, says } = createScene();
    says.problem = new Error('ENOSPC: no space left on device, write');
    lines.write('one\n');
    await expect.poll(() => lines.takeLoss()).toBe('ENOSPC: no space left on device, write');
    expect(lines.takeLoss()).toBeUndefined();
  });

  it('are dropped where nobody reads them, and never held without bound', () => {
    const { lines, stream, says } = createScene();
    says.isHeld = true;
    const text = 'x'.repeat(1_024 * 1_024);
    for (let count = 0; count < 40; count += 1) lines.write(text);
    expect(stream.writableLength).toBeLessThanOrEqual(WAITING_BYTES_MAX);
    expect(lines.takeLoss()).toContain('nobody reads it');
  });

  it('hold up no shutdown for longer than two seconds', async () => {
    vi.useFakeTimers();
    try {
      const { lines, says } = createScene();
      says.isHeld = true;
      lines.write('one\n');
      const flushed = lines.flush();
      await vi.advanceTimersByTimeAsync(2_000);
      await expect(flushed).resolves.toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('go to the standard error of the process, once for all', () => {
    expect(standardErrorLines()).toBe(standardErrorLines());
  });
});
