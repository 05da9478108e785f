import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../../test/support/blockWithParentWatch.ts');

it('ends the process when standard input closes, even while its main thread is blocked', async () => {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  child.stdin.end();
  const [, signal] = await ended;
  expect(signal).toBe('SIGKILL');
});
