import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { startChild } from '../platform/testing/startChild.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { acquireJournalLock } from './journalLock.ts';

function setUp() {
  const path = join(createTemporaryDirectory(), 'owner.lock');
  const platform = createFakePlatform();
  const acquire = async (waitMs: number) => acquireJournalLock({ path, platform, waitMs });
  return { path, platform, acquire };
}

describe('acquireJournalLock', () => {
  it('lets one in and the next when it is released', async () => {
    const { acquire } = setUp();
    const first = await acquire(0);
    await expect(acquire(0)).rejects.toMatchObject({ code: 'JOURNAL__LOCKED' });
    first.release();
    const second = await acquire(0);
    second.release();
  });

  it('waits as long as it was told and says how long that was', async () => {
    const { acquire, path, platform } = setUp();
    const first = await acquire(0);
    const second = acquire(120);
    const refused = expect(second).rejects.toMatchObject({
      code: 'JOURNAL__LOCKED',
      context: { path, waitedMs: 150 },
    });
    await platform.advance(149);
    expect(platform.pendingDelaysMs()).toEqual([50]);
    await platform.advance(1);
    await refused;
    expect(platform.pendingDelaysMs()).toEqual([]);
    first.release();
  });

  it('goes in when the lock is released during the wait', async () => {
    const { acquire, platform } = setUp();
    const first = await acquire(0);
    const second = acquire(1_000);
    await platform.advance(60);
    first.release();
    await platform.advance(50);
    (await second).release();
  });

  it('gives up at once on what cannot be a lock', async () => {
    const { acquire, path } = setUp();
    writeFileSync(path, 'not a database, but long enough to look like one'.repeat(9));
    await expect(acquire(1_000)).rejects.toThrow(/not a database/u);
  });

  it('keeps another process out until that one is killed', async () => {
    const { acquire, path } = setUp();
    const child = startChild(`
      import { createNodePlatform } from '${import.meta.dirname}/../platform/nodePlatform.ts';
      import { acquireJournalLock } from '${import.meta.dirname}/journalLock.ts';
      const platform = createNodePlatform();
      globalThis.lock = await acquireJournalLock({ path: '${path}', platform, waitMs: 0 });
      console.log('locked');
      setInterval(() => {}, 1000);
    `);
    await child.says('locked');
    await expect(acquire(0)).rejects.toMatchObject({ code: 'JOURNAL__LOCKED' });
    await child.kill();
    (await acquire(0)).release();
  });
});
