import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EXIT_CODE } from '@quantbot/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { exitCodeOfDecision } from './addTradingCommands.ts';

const MINT = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn';

let directory: string;

beforeEach(async () => {
  directory = await seedJournal('seeded');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function quantbot(...args: string[]) {
  const { out, err } = captureConsole();
  const status = await run(['node', 'quantbot', ...args]);
  return { status, out: out(), err: err() };
}

function buy(key: string): string[] {
  return ['execute', '--token', MINT, '--side', 'buy', '--amount', '1', '--key', key, '--json'];
}

describe('quantbot halt, reduce and activate', () => {
  it('hold across processes, are shown with who and why, and are taken back', async () => {
    const halted = await quantbot('halt', '--reason', 'the venue is odd', '--by', 'ann', '--json');
    expect(halted.status).toBe(0);
    expect(JSON.parse(halted.out)).toMatchObject({
      means: 'journal',
      state: 'halted',
      change: { number: 1, by: 'ann', reason: 'the venue is odd', inFlight: 'reduce-only' },
      inFlight: [],
    });
    const denied = await quantbot(...buy('one'));
    expect(denied.status).toBe(EXIT_CODE.denied);
    expect(JSON.parse(denied.out)).toMatchObject({ errorCode: 'RISK__TRADING_HALTED' });
    expect((await quantbot('status')).out).toMatch(/halted since .* by ann: the venue is odd/u);
    expect((await quantbot('list')).out).toMatch(/halted since .* by ann: the venue is odd/u);

    const reduced = await quantbot('reduce', '--reason', 'sell out', '--by', 'bob');
    expect([reduced.status, reduced.out]).toEqual([0, expect.stringContaining('decision 2')]);
    expect(JSON.parse((await quantbot(...buy('one'))).out)).toMatchObject({
      errorCode: 'RISK__TRADING_REDUCING',
      keyReusable: true,
    });

    expect((await quantbot('activate', '--reason', 'all is well')).status).toBe(0);
    expect((await quantbot(...buy('one'))).status).toBe(0);
    const facts = JSON.parse((await quantbot('status', '--json')).out) as { changes: object[] };
    expect(facts).toMatchObject({ state: 'active', haltFile: 'absent', owned: false });
    expect(facts.changes).toHaveLength(3);
  });

  it('say when the halt file still halts', async () => {
    writeFileSync(join(directory, 'HALT'), '');
    const active = await quantbot('activate', '--reason', 'all is well');
    expect(active.status).toBe(EXIT_CODE.denied);
    expect(active.out).toContain(`Remove ${join(directory, 'HALT')}`);
    expect((await quantbot('status')).out).toContain('the halt file');
    expect(JSON.parse((await quantbot(...buy('one'))).out)).toMatchObject({
      errorCode: 'RISK__TRADING_HALTED',
    });
  });

  it.each([
    ['halt'],
    ['reduce'],
    ['activate'],
    ['halt', '--reason', 'r', '--drop-in-flight', '--keep-in-flight'],
    ['reduce', '--reason', 'r', '--drop-in-flight'],
    ['activate', '--reason', ' '],
    ['halt', '--reason', ' '],
  ])('refuse %s %s', async (...args) => {
    expect((await quantbot(...args)).status).toBe(EXIT_CODE.configuration);
    expect(JSON.parse((await quantbot('status', '--json')).out)).toMatchObject({ changes: [] });
  });

  it.each([
    ['--drop-in-flight', 'drop'],
    ['--keep-in-flight', 'keep'],
  ])('take %s along', async (option, inFlight) => {
    const { out } = await quantbot('halt', '--reason', 'r', option, '--json');
    expect(JSON.parse(out)).toMatchObject({ change: { inFlight } });
  });
});

it('tells a script whether what it asked for holds', () => {
  const taken = { state: 'halted' } as never;
  expect([exitCodeOfDecision('halted', taken), exitCodeOfDecision('active', taken)]).toEqual([
    0, 3,
  ]);
});
