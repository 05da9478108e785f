import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';

describe('quantbot list', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('lists trades for a person and for a machine', async () => {
    await seedJournal('seeded');
    const person = captureConsole();
    expect(await run(['node', 'quantbot', 'list'])).toBe(0);
    expect(person.out()).toContain('seeded');
    const machine = captureConsole();
    expect(await run(['node', 'quantbot', 'list', '--json', '--limit', '1'])).toBe(0);
    expect(JSON.parse(machine.out())).toMatchObject([{ key: 'seeded', mode: 'dry' }]);
  });

  it('refuses a limit that is none', async () => {
    const { err } = captureConsole();
    expect(await run(['node', 'quantbot', 'list', '--limit', '0'])).toBe(2);
    expect(err()).toContain('not a whole number between 1 and 10000');
  });
});
