import { fault } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';

const { resume } = vi.hoisted(() => ({ resume: vi.fn() }));
vi.mock('./runResume.ts', () => ({ runResume: resume }));

const ARGS = ['node', 'quantbot', 'resume'];

describe('quantbot resume', () => {
  it('says that nothing is open', async () => {
    resume.mockResolvedValue({ kind: 'followed', keys: [] });
    const { out } = captureConsole();
    expect(await run(ARGS)).toBe(0);
    expect(out()).toBe('No trade is open.\n');
  });

  it('prints an empty list for a machine', async () => {
    resume.mockResolvedValue({ kind: 'followed', keys: [] });
    const { out } = captureConsole();
    expect(await run([...ARGS, '--json'])).toBe(0);
    expect(out()).toBe('[]\n');
  });

  it('ends with the reason while no node answers', async () => {
    const context = { endpoint: 'http://node', method: 'getGenesisHash', reason: 'silence' };
    resume.mockResolvedValue({ kind: 'problem', problem: fault('RPC__UNAVAILABLE', context) });
    const { out } = captureConsole();
    expect(await run([...ARGS, '--json'])).toBe(3);
    expect(JSON.parse(out())).toMatchObject({ success: false, errorCode: 'RPC__UNAVAILABLE' });
  });
});
