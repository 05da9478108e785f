import { EXIT_CODE } from '@quantbot/core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';

const COMMAND = ['node', 'quantbot', 'journal', 'adopt'];

describe('quantbot journal adopt', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('needs a reason', async () => {
    captureConsole();
    expect(await run(COMMAND)).toBe(EXIT_CODE.configuration);
  });

  it('needs a chain to read the history from', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    expect(await run([...COMMAND, '--reason', 'r', '--json'])).toBe(EXIT_CODE.configuration);
    expect(JSON.parse(out())).toMatchObject({ errorCode: 'CONFIG__VALUE_MISSING' });
  });
});
