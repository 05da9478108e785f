import { mkdirSync } from 'node:fs';

import { createNodePlatform, isJournalOwned } from '@quantbot/executor';
import { silentTelemetry } from '@quantbot/workflows';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readCommandEnvironment } from '../environment.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { openServedAdapter } from './servedAdapter.ts';

const KEY = 'before-the-server';

async function open(prepare: (directory: string) => void = () => undefined) {
  prepare(await seedJournal(KEY));
  return openServedAdapter({
    environment: readCommandEnvironment(() => undefined),
    telemetry: silentTelemetry,
    logger: { info: () => undefined, warn: () => undefined },
    passphrase: undefined,
  });
}

describe('openServedAdapter', () => {
  beforeEach(() => {
    for (const name of ['EXECUTION_DRY_RUN', 'EXECUTION_CONFIG', 'SOLANA_RPC_URL']) {
      vi.stubEnv(name, '');
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('shows what an earlier process has journalled, and owns the journal', async () => {
    const served = await open();
    expect(served.feed.findByKey(KEY, 'dry')).toMatchObject({ key: KEY });
    expect(served.isOwned()).toBe(true);
    await served.close();
  });

  it('lets go of everything when it is closed: adapter, journal and feed', async () => {
    const { adapter, feed, isOwned, close } = await open();
    expect(await adapter.isAvailable()).toBe(true);
    await close();
    expect(await adapter.isAvailable()).toBe(false);
    expect(isOwned()).toBe(false);
    expect(() => feed.findByKey(KEY, 'dry')).toThrow(/finalized|not open/u);
  });

  it('lets go of the journal when the rollout cannot be opened', async () => {
    vi.stubEnv('EXECUTION_STAGE', 'shadow');
    const directories: string[] = [];
    const opening = open((directory) => {
      directories.push(directory);
      mkdirSync(`${directory}/rollout.sqlite`);
    });
    await expect(opening).rejects.toMatchObject({ code: 'ROLLOUT__UNAVAILABLE' });
    const [directory = ''] = directories;
    expect(isJournalOwned(directory, createNodePlatform())).toBe(false);
  });
});
