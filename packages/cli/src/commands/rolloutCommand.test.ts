import { EXIT_CODE } from '@quantbot/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';

beforeEach(() => {
  vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function quantbot(...args: readonly string[]) {
  const printed = captureConsole();
  const status = await run(['node', 'quantbot', ...args]);
  return { status, out: printed.out(), err: printed.err() };
}

const WHY = ['--reason', 'it compares well', '--by', 'ann'];

describe('quantbot rollout', () => {
  it('goes on and back, and shows who moved it', async () => {
    expect(await quantbot('rollout', 'advance', ...WHY)).toMatchObject({ status: 0, err: '' });
    await quantbot('rollout', 'advance', ...WHY);
    await quantbot('rollout', 'back', ...WHY, '--to', 'stub');
    const { out } = await quantbot('rollout', 'status', '--json');
    expect(JSON.parse(out)).toMatchObject({
      stage: 'stub',
      moves: [
        { number: 3, kind: 'back', stage: 'stub', by: 'ann', reason: 'it compares well' },
        { number: 2, kind: 'advance', stage: 'canary' },
        { number: 1, kind: 'advance', stage: 'shadow' },
      ],
    });
    const human = await quantbot('rollout', 'status');
    expect(human.out).toContain('it compares well');
  });

  it('answers a move as JSON, and a refusal as every other', async () => {
    const moved = await quantbot('rollout', 'advance', ...WHY, '--json');
    expect(JSON.parse(moved.out)).toMatchObject({ stage: 'shadow', begun: true });
    const refused = await quantbot('rollout', 'back', ...WHY, '--to', 'canary', '--json');
    expect(refused.status).toBe(EXIT_CODE.denied);
    expect(JSON.parse(refused.out)).toMatchObject({ errorCode: 'ROLLOUT__MOVE_REFUSED' });
  });

  it('shows what the shadow has found', async () => {
    const human = await quantbot('rollout', 'report');
    expect(human).toMatchObject({ status: 0 });
    expect(human.out).toContain('Nothing was compared yet.');
    const { out } = await quantbot('rollout', 'report', '--json');
    expect(JSON.parse(out)).toMatchObject({ trades: 0, differences: [] });
  });

  it.each([
    ['a move without a reason', ['advance']],
    ['a leap', ['back', ...WHY, '--to', 'live']],
    ['a stage that there is not', ['back', ...WHY, '--to', 'half']],
  ])('refuses %s', async (_, args) => {
    expect(await quantbot('rollout', ...args)).toMatchObject({ status: EXIT_CODE.configuration });
  });
});
