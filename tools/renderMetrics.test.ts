import { EVENT_NAMES, METRICS } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { renderMetrics } from './renderMetrics.ts';
import { readRepository } from './repository.ts';

const TABLES = [
  'packages/core/src/telemetry/metrics.ts',
  'packages/core/src/telemetry/rolloutMetrics.ts',
  'packages/core/src/telemetry/eventNames.ts',
];

/** Sources that ship, without the tables themselves. */
const sources = readRepository()
  .filter(({ path }) => /^packages\/[^/]+\/src\/.*\.ts$/u.test(path))
  .filter(({ path }) => !/\.test\.ts$|\/testing\//u.test(path) && !TABLES.includes(path));

function named(pattern: RegExp): ReadonlySet<string> {
  return new Set(
    sources.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name = '']) => name)),
  );
}

describe('the table of metrics and the code', () => {
  it('name the same metrics: each is emitted somewhere, and none else is', () => {
    const emitted = named(/'(quantbot_[a-z_]+)'/gu);
    expect([...emitted].toSorted()).toEqual(Object.keys(METRICS).toSorted());
  });

  it('know every event that is written as a text', () => {
    const events = named(/'((?:execution|environment|telemetry)(?:\.[a-z_]+)+)'/gu);
    const stages = /^execution\.(?:trade|attempt)$/u;
    const unknown = [...events].filter(
      (name) => !(EVENT_NAMES as readonly string[]).includes(name) && !stages.test(name),
    );
    expect(unknown).toEqual([]);
    expect(events.size).toBeGreaterThan(25);
  });
});

describe('renderMetrics', () => {
  const page = renderMetrics();

  it('has a row for every metric, with its labels', () => {
    for (const [name, { labels, help }] of Object.entries(METRICS)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
      expect(row).toContain(help);
      for (const label of Object.keys(labels)) expect(row).toContain(`\`${label}\``);
    }
  });
});
