import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createNodePlatform } from '@quantbot/executor';
import { openSqliteJournal } from '@quantbot/executor/simulation';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { decideTrading } from './decideTrading.ts';

const HALT = { state: 'halted', reason: 'the venue is odd', by: 'ann' } as const;

let directory: string;
let file: string;

beforeEach(() => {
  directory = temporaryDirectory();
  file = join(directory, 'HALT');
  vi.stubEnv('EXECUTION_DATA_DIR', directory);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A process that has the lock and answers nobody. */
async function holdLock(): Promise<void> {
  const platform = createNodePlatform();
  const owner = await openSqliteJournal({ directory, platform, nowMs: () => 0, lockWaitMs: 0 });
  onTestFinished(() => {
    owner.close();
  });
}

describe('decideTrading', () => {
  it('takes the decision itself where nobody owns the data directory', async () => {
    expect(await decideTrading(HALT)).toMatchObject({
      means: 'journal',
      state: 'halted',
      haltFilePath: file,
      tookMs: expect.any(Number) as number,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('places the halt file when neither socket nor lock answers', async () => {
    await holdLock();
    expect(await decideTrading(HALT)).toMatchObject({
      means: 'halt-file',
      state: 'halted',
      haltFilePath: file,
      problem: { code: 'CONTROL__OWNER_UNREACHABLE' },
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^halted by ann at .*: the venue is odd\n$/u);
    // A second one changes nothing of what the first has said.
    await decideTrading({ ...HALT, by: 'bob' });
    expect(readFileSync(file, 'utf8')).toContain('by ann');
  });

  it('places the halt file when the adapter cannot even be made', async () => {
    const keys = join(directory, 'lax.json');
    mkdirSync(keys);
    chmodSync(keys, 0o755);
    vi.stubEnv('EXECUTION_KEYPAIR_PATH', keys);
    vi.stubEnv('SOLANA_RPC_URL', 'http://127.0.0.1:9');
    expect(await decideTrading(HALT)).toMatchObject({
      means: 'halt-file',
      problem: { code: expect.stringMatching(/^WALLET__/u) as string },
    });
    expect(existsSync(file)).toBe(true);
  });

  it('says what is wrong, by its code, where a halt can be written down nowhere', async () => {
    const occupied = join(directory, 'occupied');
    writeFileSync(occupied, '');
    vi.stubEnv('EXECUTION_DATA_DIR', occupied);
    await expect(decideTrading(HALT)).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      message: expect.stringContaining('EEXIST') as string,
    });
  });

  it('places no halt file for anything but a halt, or for one without a reason', async () => {
    await holdLock();
    for (const state of ['reducing', 'active'] as const) {
      await expect(decideTrading({ ...HALT, state })).rejects.toMatchObject({
        code: 'CONTROL__OWNER_UNREACHABLE',
      });
    }
    await expect(decideTrading({ ...HALT, reason: ' ' })).rejects.toBeDefined();
    expect(existsSync(file)).toBe(false);
  });
});
