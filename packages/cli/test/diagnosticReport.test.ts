import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { runQuantbot } from './support/quantbot.ts';

const API_KEY = 'venue-key-7c1f94aa-nobody-may-see-this';

it('a diagnostic report of the command has nothing of its environment', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-report-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'report.json');
  // Node writes the same report when it dies, or when it is told to by a signal.
  const writing = `process.on('exit',()=>process.report.writeReport(${JSON.stringify(path)}))`;
  const { status } = await runQuantbot(['list', '--json'], {
    EXECUTION_DATA_DIR: join(directory, 'data'),
    JUPITER_API_KEY: API_KEY,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(writing)}`,
  });
  expect(status).not.toBeNull();
  const report = readFileSync(path, 'utf8');
  expect(JSON.parse(report)).toMatchObject({ javascriptHeap: expect.anything() });
  expect(report).not.toContain(API_KEY);
});
