import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { createRecordingMetrics } from '../testing/recordingMetrics.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import { tellRun, timeCommits } from './timeCommits.ts';

it('tells what a run was set up for', () => {
  const { telemetry, last } = createRecordingMetrics();
  tellRun(telemetry, planConfig({ cluster: 'devnet', dryRun: true }));
  expect(last('quantbot_run_info', { mode: 'dry', cluster: 'devnet' })).toBe(1);
  expect(last('quantbot_journal_broken')).toBe(0);
});

it('times a commit that is durable, and none that failed', async () => {
  const { telemetry, of } = createRecordingMetrics();
  const platform = createFakePlatform({ delays: 'at-once' });
  const timed = timeCommits(
    telemetry,
    planConfig({ platform, clock: { nowMs: () => FIXTURE_NOW_MS } }),
  );
  expect(() => {
    timed(() => {
      throw new Error('disk full');
    });
  }).toThrow('disk full');
  expect(of('quantbot_journal_commit_duration_seconds', {})).toEqual([]);
  timed(() => {
    void platform.delay(3);
  });
  expect(of('quantbot_journal_commit_duration_seconds', {})).toEqual([0.003]);
  expect(of('quantbot_journal_anchor_timestamp_seconds', {})).toEqual([FIXTURE_NOW_MS / 1_000]);
});
