import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';

describe('quantbot status', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('shows a trade to a person and to a machine', async () => {
    await seedJournal('seeded');
    const person = captureConsole();
    expect(await run(['node', 'quantbot', 'status', 'seeded'])).toBe(0);
    expect(person.out()).toContain('buy for 1 SOL');
    const machine = captureConsole();
    expect(await run(['node', 'quantbot', 'status', 'seeded', '--json'])).toBe(0);
    expect(JSON.parse(machine.out())).toMatchObject({ trade: { key: 'seeded' }, attempts: [] });
  });

  it('denies a key that it does not know', async () => {
    await seedJournal('seeded');
    const { err } = captureConsole();
    expect(await run(['node', 'quantbot', 'status', 'other'])).toBe(3);
    expect(err()).toContain('JOURNAL__TRADE_NOT_FOUND');
  });
});
