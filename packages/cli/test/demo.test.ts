import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import type { DemoJson } from '../src/demo/demoJson.ts';
import { runQuantbot, startQuantbot } from './support/quantbot.ts';
import { waitUntil } from '@quantbot/sandbox';

const COLUMNS = 80;
const SCENES = [
  '▸ Start the sandbox',
  '▸ Rehearse a buy of SPARK for 1 SOL',
  '▸ Buy SPARK for 1 SOL by the Jito lane',
  '▸ Ask for the same buy again, with the same key',
  '▸ Sell half of the SPARK by the RPC lane',
  '▸ Buy from a venue that hides a least output of zero in its swap',
  'APPROVE__SWAP_MISMATCH',
  '▸ Pull the kill switch, and ask for another buy',
  'RISK__TRADING_HALTED',
  '▸ Let 5 trades fail on chain, and ask for another buy',
  '5 times CONFIRM__REVERTED',
  'BREAKER__OPEN',
  '▸ Wait until the breaker lets one small buy through',
  '▸ Sell all SPARK that is left and close the account',
  '▸ Wait for finality',
  'Balances, read from the chain',
  'Journal, newest first',
  'Also there: what was refused or failed',
  'Milliseconds that each stage took',
  '✔ Everything agreed with the chain to the lamport',
];

/** What a chain that had no processor for seconds is warned of, and nothing else. */
const LATE_NODE =
  /^http:\/\/127\.0\.0\.1:\d+ is not used for \w+ for [\d.]+ ms: Operation timed out.*\n/gmu;

describe('quantbot demo', () => {
  it('plays every scene in order, into a file without colours, in lines that fit', async () => {
    const { status, stdout, stderr } = await runQuantbot(['demo', '--slot-ms', '50']);
    expect({ status, stderr: stderr.replaceAll(LATE_NODE, '') }).toEqual({ status: 0, stderr: '' });
    const places = SCENES.map((scene) => stdout.indexOf(scene));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
    expect(stdout.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);
  });

  it('prints one line for a machine: every answer, and what the chain says', async () => {
    const { status, stdout, stderr } = await runQuantbot(['demo', '--json', '--slot-ms', '50']);
    expect({ status, stderr: stderr.replaceAll(LATE_NODE, '') }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const line = JSON.parse(stdout) as DemoJson;
    expect(
      line.steps.map(({ live, isRepeat, result }) => [live, isRepeat, result.success]),
    ).toEqual([
      [false, false, true],
      [true, false, true],
      [true, true, true],
      [true, false, true],
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [true, false, true],
      [true, false, true],
    ]);
    const refused = line.steps.filter(({ refusedBy }) => refusedBy !== undefined);
    expect(refused.map(({ result }) => result.errorCode)).toEqual([
      'APPROVE__SWAP_MISMATCH',
      'RISK__TRADING_HALTED',
      'BREAKER__OPEN',
    ]);
    for (const { refusedBy, result, before, after } of refused) {
      expect(result).toMatchObject({ errorCode: refusedBy, keyReusable: true });
      expect(after).toEqual(before);
    }
    expect(line.steps[6]?.failures).toHaveLength(5);
    expect(line.before).toEqual(line.steps[0]?.before);
    expect(line.after).toEqual(line.steps.at(-1)?.after);
    expect(line.trades.map(({ status: now }) => now)).toContain('filled');
  });

  it('ends with the reason when the sandbox cannot start', async () => {
    const { status, stderr } = await runQuantbot(['demo'], { TMPDIR: '/nonexistent' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^CONFIG__SANDBOX_UNAVAILABLE: .*\/nonexistent/u);
  });

  it('ends with a status other than 0 when it is asked to stop', async () => {
    const { child, ended, stdout } = startQuantbot(['demo']);
    await waitUntil(() => stdout().includes('▸ Buy'), { timeoutMs: 120_000 });
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect(status).toBe(1);
    expect(stderr).toContain('stopped by a signal');
  });
});

describe('quantbot', () => {
  it('prints its version', async () => {
    const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    const { status, stdout } = await runQuantbot(['--version']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${JSON.parse(manifest).version}\n` });
  });

  it.each(['demo', 'sandbox', 'execute', 'status', 'list'])(
    'helps with %s, examples included',
    async (command) => {
      const { status, stdout } = await runQuantbot([command, '--help']);
      expect(status).toBe(0);
      expect(stdout).toMatch(/Examples?:\n {2}quantbot /u);
    },
  );

  it.each([[], ['nonsense'], ['--nonsense'], ['status']])('ends with 2 for %j', async (...args) => {
    const { status, stdout, stderr } = await runQuantbot(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it('is started by a line that keeps --env-file from Node', async () => {
    const script = new URL('../bin/quantbot.js', import.meta.url);
    expect(readFileSync(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env -S node --\n/u);
    const ended = await new Promise<string>((resolve) => {
      const args = ['--', script.pathname, 'sandbox', '--env-file', '/nonexistent/file', '--wrong'];
      execFile(process.execPath, args, (_error, _stdout, stderr) => {
        resolve(stderr);
      });
    });
    expect(ended).toContain("unknown option '--wrong'");
  });
});
