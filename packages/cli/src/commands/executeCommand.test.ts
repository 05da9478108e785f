import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';

const MINT = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn';
const EXECUTE = ['node', 'quantbot', 'execute', '--token', MINT];

describe('quantbot execute', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('prints the answer as JSON and nothing else', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    const args = ['--side', 'buy', '--amount', '1', '--key', 'seeded', '--json'];
    expect(await run([...EXECUTE, ...args])).toBe(0);
    expect(JSON.parse(out())).toMatchObject({ success: true, deduplicated: true });
  });

  it('ends with the status of the answer', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    expect(await run([...EXECUTE, '--side', 'buy', '--amount', '0'])).toBe(3);
    expect(out()).toContain('VALIDATE__AMOUNT_NOT_POSITIVE');
  });

  it.each([
    [['--amount', '1', '--amount-base-units', '1']],
    [['--amount', '1', '--portion-bps', '1']],
    [['--amount-base-units', '1', '--portion-bps', '1']],
  ])('takes one amount: %j', async (args) => {
    const { err, out } = captureConsole();
    expect(await run([...EXECUTE, '--side', 'sell', ...args])).toBe(2);
    expect(err()).toContain('cannot be used with option');
    expect(out()).toBe('');
  });
});
