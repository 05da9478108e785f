import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { describe, expect, it, onTestFinished } from 'vitest';

const SCRIPT = join(import.meta.dirname, 'support', 'logMuch.ts');

function logMuch(format: string, standardError: number | 'pipe') {
  const child = spawn(process.execPath, ['--conditions=quantbot:source', SCRIPT, format], {
    stdio: ['ignore', 'pipe', standardError],
    timeout: 300_000,
    killSignal: 'SIGKILL',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

describe.each(['text', 'json'])('a process that logs %s', (format) => {
  it.runIf(existsSync('/dev/full'))('lives on where the disk of its log is full', async () => {
    const full = openSync('/dev/full', 'w');
    const child = logMuch(format, full);
    closeSync(full);
    const [said] = await Promise.all([text(child.stdout as Readable), once(child, 'close')]);
    expect(said).toBe('lived 100\n');
    expect(child.exitCode).toBe(0);
  });

  it('lives on where the reader of its log is gone', async () => {
    const child = logMuch(format, 'pipe');
    child.stderr?.destroy();
    const [said] = await Promise.all([text(child.stdout as Readable), once(child, 'close')]);
    expect(said).toBe('lived 100\n');
    expect(child.exitCode).toBe(0);
  });

  it('does not stop where nobody reads its log', async () => {
    const child = logMuch(format, 'pipe');
    const [said] = (await once(child.stdout as Readable, 'data')) as [Buffer];
    expect(String(said)).toBe('lived 100\n');
  });
});
