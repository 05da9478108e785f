import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { dashboardProgram } from './dashboardProgram.ts';
import { REPOSITORY_ROOT } from './repository.ts';

const DASHBOARD = readFileSync(join(REPOSITORY_ROOT, 'operations/grafana/quantbot.json'), 'utf8');

/** What the compiler finds in programs, by their names. */
function compile(programs: Readonly<Record<string, string>>): string {
  // Inside of the repository, where the types of Grafana are found.
  const cache = join(REPOSITORY_ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'quantbot-dashboard-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    skipLibCheck: true,
    types: [],
  };
  const files = Object.keys(programs);
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(directory, name), text);
  const tsc = join(REPOSITORY_ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', '.'], {
    cwd: directory,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

it('lets the dashboard through, and nothing that Grafana does not know', () => {
  const broken = {
    'panel.ts': DASHBOARD.replace('"gridPos"', '"gridPosition"'),
    'kind.ts': DASHBOARD.replace('"type": "stat"', '"type": "statistic"'),
    'option.ts': DASHBOARD.replace('"showLegend"', '"showLegends"'),
    'text.ts': DASHBOARD.replace('"displayMode": "list"', '"displayMode": "lists"'),
    'field.ts': DASHBOARD.replace('"drawStyle"', '"drawStyles"'),
    'threshold.ts': DASHBOARD.replace('"thresholds"', '"threshold"'),
  };
  for (const text of Object.values(broken)) expect(text).not.toBe(DASHBOARD);
  const texts = { 'dashboard.ts': DASHBOARD, ...broken };
  const programs = Object.entries(texts).map(([name, text]) => [name, dashboardProgram(text)]);
  const found = compile(Object.fromEntries(programs));
  const named = new Set([...found.matchAll(/^(?<name>\w+\.ts)\(/gmu)].map(([, name]) => name));
  expect(named, found).toEqual(new Set(Object.keys(broken)));
});
