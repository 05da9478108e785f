import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  quantbotArguments,
  runQuantbot,
  startSandboxCommand,
  type SandboxCommand,
} from './support/quantbot.ts';

async function isServing(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** Processes whose parent is the one given. Only Linux tells. */
function childrenOf(processId: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => parentOf(name) === processId)
    .map(Number);
}

function parentOf(processId: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

describe('quantbot sandbox', () => {
  let sandbox: SandboxCommand;

  beforeAll(async () => {
    sandbox = await startSandboxCommand();
  });

  afterAll(async () => {
    await sandbox.stop();
  });

  it('prints one line: the documented object, in the documented order', () => {
    const text = sandbox.running.stdout();
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(Object.keys(sandbox.line)).toEqual([
      'rpcUrl',
      'wsUrl',
      'jupiterUrl',
      'jitoUrl',
      'keypairPath',
      'configPath',
      'wallet',
      'allowedPrograms',
      'tokens',
      'operators',
      'faultsUrl',
    ]);
    const { rpcUrl, wsUrl } = sandbox.line;
    expect(sandbox.line.operators).toEqual([{ label: 'operator-1', rpcUrl, wsUrl }]);
    expect(sandbox.line.tokens.map((token) => [Object.keys(token), token.decimals])).toEqual([
      [['symbol', 'mint', 'decimals', 'tokenProgram'], 6],
      [['symbol', 'mint', 'decimals', 'tokenProgram'], 9],
    ]);
  });

  it('writes every variable that execute needs, readable by the owner alone', () => {
    expect(statSync(sandbox.envFile).mode & 0o777).toBe(0o600);
    expect(sandbox.variables).toEqual({
      EXECUTION_ADAPTER: 'real',
      EXECUTION_CLUSTER: 'sandbox',
      EXECUTION_CONFIG: sandbox.line.configPath,
      EXECUTION_DATA_DIR: join(dirname(sandbox.line.configPath), 'data'),
      EXECUTION_KEYPAIR_PATH: sandbox.line.keypairPath,
      EXECUTION_ALLOWED_PROGRAMS: sandbox.line.allowedPrograms.join(','),
      SOLANA_RPC_URL: sandbox.line.rpcUrl,
      SOLANA_WS_URL: sandbox.line.wsUrl,
      JUPITER_API_URL: sandbox.line.jupiterUrl,
      JITO_BLOCK_ENGINE_URL: sandbox.line.jitoUrl,
    });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with status 0 at %s and leaves no process, port or directory',
    async (signal) => {
      const own = await startSandboxCommand();
      const { child, ended } = own.running;
      const { rpcUrl, jupiterUrl, jitoUrl, configPath } = own.line;
      const children = childrenOf(child.pid ?? 0);
      if (process.platform === 'linux') expect(children).toHaveLength(1);
      child.kill(signal);
      expect(await ended).toMatchObject({ status: 0, signal: null, stderr: '' });
      for (const url of [rpcUrl, jupiterUrl, jitoUrl]) expect(await isServing(url)).toBe(false);
      for (const processId of children) expect(existsSync(`/proc/${processId}`)).toBe(false);
      expect(existsSync(dirname(configPath))).toBe(false);
      await own.stop();
    },
  );

  it.each(['9', '12.5', 'fast'])('refuses --slot-ms %s', async (text) => {
    const { status, stdout, stderr } = await runQuantbot(['sandbox', '--slot-ms', text]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`"${text}" is not a`);
  });

  it('names a file that cannot be written, and stops what it had started', async () => {
    const path = '/nonexistent/sandbox.env';
    const ended = await runQuantbot(['sandbox', '--json', '--env-file', path]);
    expect(ended.status).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      success: false,
      errorCode: 'CONFIG__FILE_UNWRITABLE',
    });
  });

  it('lets things go wrong by a plan, and refuses one it does not understand', async () => {
    const directory = sandbox.directory;
    const plan = join(directory, 'plan.json');
    const rule = { target: 'rpc', method: 'getHealth', action: { kind: 'httpError', status: 503 } };
    writeFileSync(plan, JSON.stringify({ seed: 1, rules: [rule] }));
    const faulty = await startSandboxCommand(undefined, ['--faults', plan]);
    try {
      const ask = async (method: string): Promise<number> => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] });
        const headers = { 'content-type': 'application/json' };
        return (await fetch(faulty.line.rpcUrl, { method: 'POST', headers, body })).status;
      };
      expect(await ask('getHealth')).toBe(503);
      expect(await ask('getSlot')).toBe(200);
    } finally {
      await faulty.stop();
    }
    writeFileSync(plan, JSON.stringify({ seed: 1, rules: [{ ...rule, surprise: true }] }));
    const refused = await runQuantbot(['sandbox', '--json', '--faults', plan]);
    expect(refused.status).toBe(2);
    expect(refused.stdout).toContain('surprise');
  });

  describe('with a deaf operator and an honest one', () => {
    let two: SandboxCommand;

    const counts = async (): Promise<{ rules: Record<string, { applied: number }> }> =>
      JSON.parse(await (await fetch(two.line.faultsUrl)).text());

    beforeAll(async () => {
      const send = { target: 'rpc', method: 'sendTransaction' };
      const plan = join(sandbox.directory, 'two.json');
      const deaf = { ...send, name: 'swallowed', action: { kind: 'swallow' } };
      const honest = { ...send, name: 'passed', action: { kind: 'delay', delayMs: 1 } };
      const operators = [
        { label: 'deaf', rules: [deaf] },
        { label: 'honest', rules: [honest] },
      ];
      writeFileSync(plan, JSON.stringify({ seed: 1, operators }));
      two = await startSandboxCommand(undefined, ['--faults', plan]);
    });

    afterAll(async () => {
      await two.stop();
    });

    it('names both, in its line and in the configuration, and no variable speaks against it', () => {
      const { operators, configPath } = two.line;
      expect(operators.map(({ label }) => label)).toEqual(['deaf', 'honest']);
      expect(new Set(operators.flatMap(({ rpcUrl, wsUrl }) => [rpcUrl, wsUrl])).size).toBe(4);
      expect(JSON.parse(readFileSync(configPath, 'utf8'))).toMatchObject({
        rpcEndpoints: operators.map(({ label, rpcUrl, wsUrl }) => ({
          url: rpcUrl,
          operator: label,
          wsUrl,
        })),
        allowSingleWitness: false,
      });
      expect(two.variables).toMatchObject({ SOLANA_RPC_URL: '', SOLANA_WS_URL: '' });
    });

    it('lets execute land by the honest one, and obeys at the address that it tells', async () => {
      const live = { ...two.variables, EXECUTION_DRY_RUN: 'false' };
      const args = ['--side', 'buy', '--amount', '1', '--key', 'by-two', '--lane', 'rpc-only'];
      const ended = await runQuantbot(['execute', '--json', '--token', two.mint, ...args], live);
      expect(JSON.parse(ended.stdout)).toMatchObject({ success: true });
      const { rules } = await counts();
      expect(rules['swallowed']?.applied).toBeGreaterThan(0);
      expect(rules['passed']?.applied).toBeGreaterThan(0);
      const rule = {
        target: 'rpc',
        operator: 'honest',
        name: 'later',
        action: { kind: 'swallow' },
      };
      const put = await fetch(two.line.faultsUrl, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seed: 2, rules: [{ ...rule, method: 'sendTransaction' }] }),
      });
      expect(put.ok).toBe(true);
      expect(Object.keys((await counts()).rules)).toEqual(['later']);
    });
  });

  it('plays as many operators as asked for, and refuses fewer than the plan names', async () => {
    const plan = join(sandbox.directory, 'named.json');
    writeFileSync(
      plan,
      JSON.stringify({ operators: ['a', 'b'].map((label) => ({ label, rules: [] })) }),
    );
    const three = await startSandboxCommand(undefined, ['--faults', plan, '--operators', '3']);
    expect(three.line.operators.map(({ label }) => label)).toEqual(['a', 'b', 'operator-3']);
    await three.stop();
    const refused = await runQuantbot(['sandbox', '--json', '--faults', plan, '--operators', '1']);
    expect(refused.status).toBe(2);
    expect(refused.stdout).toContain('rules for 2 operators');
  });
});

describe('a sandbox that npx started', () => {
  it('ends with the shell that npx puts in front of it, and so does its chain', async () => {
    const command = [process.execPath, ...quantbotArguments(['sandbox', '--json'])];
    // The colon keeps the shell from becoming the command; npx's shell stays as well.
    const shell = spawn('sh', ['-c', '"$@"; :', 'sh', ...command], {
      env: { PATH: process.env['PATH'], npm_command: 'exec' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    shell.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    await waitUntil(() => text.includes('\n'), {
      timeoutMs: 120_000,
      description: 'the first line of the sandbox',
    });
    const { rpcUrl } = JSON.parse(text.split('\n')[0] ?? '') as { rpcUrl: string };
    expect(await isServing(rpcUrl)).toBe(true);
    const left = childrenOf(shell.pid ?? 0).flatMap((child) => [child, ...childrenOf(child)]);
    expect(left.length).toBeGreaterThanOrEqual(process.platform === 'linux' ? 2 : 0);
    shell.kill('SIGTERM');
    await waitUntil(async () => !(await isServing(rpcUrl)) && !left.some(isAlive), {
      timeoutMs: 120_000,
      description: 'the sandbox to end',
    });
  });
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
