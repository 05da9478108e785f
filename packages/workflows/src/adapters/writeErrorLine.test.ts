import { expect, it, vi } from 'vitest';

import { writeErrorLine, writeErrorText } from './writeErrorLine.ts';

it('writes to the standard error, a line or a text', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    writeErrorLine('line');
    writeErrorText('text\n');
    expect(write.mock.calls).toEqual([['line\n'], ['text\n']]);
  } finally {
    write.mockRestore();
  }
});

it('tells with the next line that the one before was lost', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    process.stderr.emit('error', new Error('ENOSPC'));
    expect(() => {
      writeErrorLine('line');
    }).toThrow('the standard error lost lines: ENOSPC');
    writeErrorLine('line');
    expect(write).toHaveBeenCalledTimes(2);
  } finally {
    write.mockRestore();
  }
});
