import { EXIT_CODE, TRADE_STATUSES } from '@quantbot/core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { exitCodeOfCancel } from './cancelCommand.ts';

describe('quantbot cancel', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('changes nothing of a trade that has ended, and says so', async () => {
    await seedJournal('seeded');
    const person = captureConsole();
    expect(await run(['node', 'quantbot', 'cancel', 'seeded'])).toBe(EXIT_CODE.denied);
    expect(person.out()).toContain('had ended before');
    const machine = captureConsole();
    expect(await run(['node', 'quantbot', 'cancel', 'seeded', '--json'])).toBe(EXIT_CODE.denied);
    expect(JSON.parse(machine.out())).toMatchObject({ status: 'filled' });
  });

  it('denies a key that it does not know', async () => {
    const directory = await seedJournal('seeded');
    const { err } = captureConsole();
    expect(await run(['node', 'quantbot', 'cancel', 'other'])).toBe(EXIT_CODE.denied);
    expect(err()).toContain('JOURNAL__TRADE_NOT_FOUND');
    expect(err()).toContain(directory);
  });
});

it('ends with success for what is cancelled alone', () => {
  const successes = TRADE_STATUSES.filter(
    (status) => exitCodeOfCancel({ success: false, status }) === 0,
  );
  expect(successes).toEqual(['cancelled']);
  expect(exitCodeOfCancel({ success: false })).toBe(EXIT_CODE.internal);
});
