import { describe, expect, it, vi } from 'vitest';

import { run } from './run.ts';
import { captureConsole } from './testing/captureConsole.ts';
import { temporaryDirectory } from './testing/temporaryDirectory.ts';

describe('run', () => {
  it.each([[['--help']], [['--version']], [['execute', '--help']]])(
    'ends %j with 0',
    async (args) => {
      const { out } = captureConsole();
      expect(await run(['node', 'quantbot', ...args])).toBe(0);
      expect(out()).not.toBe('');
    },
  );

  it.each([[[]], [['nonsense']], [['list', '--nonsense']], [['list', 'extra']]])(
    'ends %j with 2 and help on the standard error',
    async (args) => {
      const { out, err } = captureConsole();
      expect(await run(['node', 'quantbot', ...args])).toBe(2);
      expect(out()).toBe('');
      expect(err()).toMatch(/--help/u);
    },
  );

  it('answers a failure as text to a person and as JSON to a machine', async () => {
    vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
    const person = captureConsole();
    expect(await run(['node', 'quantbot', 'list'])).toBe(2);
    expect(person.err()).toMatch(/^JOURNAL__MISSING: /u);
    const machine = captureConsole();
    expect(await run(['node', 'quantbot', 'list', '--json'])).toBe(2);
    expect(JSON.parse(machine.out())).toMatchObject({ errorCode: 'JOURNAL__MISSING' });
    vi.unstubAllEnvs();
  });
});
