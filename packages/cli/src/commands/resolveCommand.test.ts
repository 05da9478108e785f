import { EXIT_CODE } from '@quantbot/core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { isTaken } from './resolveCommand.ts';

const COMMAND = ['node', 'quantbot', 'resolve', 'seeded'];

describe('quantbot resolve', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('needs a decision and a reason', async () => {
    captureConsole();
    expect(await run([...COMMAND, '--reason', 'r'])).toBe(EXIT_CODE.configuration);
    expect(await run([...COMMAND, '--as', 'dead'])).toBe(EXIT_CODE.configuration);
    expect(await run([...COMMAND, '--as', 'gone', '--reason', 'r'])).toBe(EXIT_CODE.configuration);
  });

  it('decides about live trades alone', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    const args = [...COMMAND, '--as', 'dead', '--reason', 'r', '--json'];
    expect(await run(args)).toBe(EXIT_CODE.denied);
    expect(JSON.parse(out())).toMatchObject({ errorCode: 'JOURNAL__TRADE_NOT_FOUND' });
  });
});

it.each([
  [{ success: true, status: 'resolved' }, true],
  [{ success: true, status: 'resolved', errorCode: 'RESOLVE__FILL_UNKNOWN' }, true],
  [{ success: false, status: 'resolved', errorCode: 'RESOLVE__HELD_FOR_DEAD' }, true],
  [{ success: false, status: 'resolved', errorCode: 'RESOLVE__STATE_NOT_ALLOWED' }, false],
  [{ success: false, status: 'executing', errorCode: 'RESOLVE__CHAIN_MISMATCH' }, false],
] as const)('reads of %o whether the decision was taken: %s', (result, taken) => {
  expect(isTaken(result)).toBe(taken);
});
