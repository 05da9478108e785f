import { expect, it, vi } from 'vitest';

import { writeErrorLine } from './writeErrorLine.ts';

it('writes one line to the standard error', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    writeErrorLine('text');
    expect(write.mock.calls).toEqual([['text\n']]);
  } finally {
    write.mockRestore();
  }
});
