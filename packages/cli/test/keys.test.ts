import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  quantbotArguments,
  runQuantbot,
  startSandboxCommand,
  type Ended,
  type Given,
  type SandboxCommand,
} from './support/quantbot.ts';

const PASSPHRASE = 'correct horse battery staple';
const NEW_PASSPHRASE = 'another passphrase of some length';
const SCRIPT = '/usr/bin/script';

let directory: string;
let passphraseFile: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'quantbot-keys-test-'));
  passphraseFile = join(directory, 'passphrase');
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs `keys` in a directory of its own, and sees to it that nothing secret comes out. */
async function keys(args: readonly string[], given: Given = { stdin: '' }): Promise<Ended> {
  const [command = '', ...rest] = args;
  const place = ['--directory', join(directory, 'keys')];
  const ended = await runQuantbot(['keys', command, ...rest, ...place], {}, given);
  for (const secret of [PASSPHRASE, NEW_PASSPHRASE]) {
    expect(`${ended.stdout}${ended.stderr}`).not.toContain(secret);
  }
  return ended;
}

async function keysJson(args: readonly string[], given?: Given): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await keys([...args, '--json'], given);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>;
}

const keystorePath = (name: string): string => join(directory, 'keys', `${name}.keystore.json`);

describe('quantbot keys', () => {
  let address: unknown;

  it('makes a key for its owner alone, and never writes over it', async () => {
    const made = await keysJson(['new', 'trader', '--passphrase-file', passphraseFile]);
    ({ address } = made);
    expect(made).toEqual({ name: 'trader', path: keystorePath('trader'), address });
    expect(statSync(keystorePath('trader')).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'keys')).mode & 0o777).toBe(0o700);
    const again = await keys(['new', 'trader', '--passphrase-file', passphraseFile]);
    expect(again).toMatchObject({ status: 2, stdout: '' });
    expect(again.stderr).toContain('WALLET__KEYSTORE_EXISTS');
  });

  it('proves the address by the passphrase, and says where it did not', async () => {
    const proven = await keys(['export-public', 'trader', '--passphrase-fd', '3'], {
      third: PASSPHRASE,
    });
    expect(proven).toMatchObject({ status: 0, stdout: `${String(address)}\n`, stderr: '' });
    expect(await keysJson(['export-public', 'trader', '--unauthenticated'])).toMatchObject({
      address,
      authenticated: false,
    });
    const wrong = await keysJson(['export-public', 'trader', '--passphrase-fd', '3'], {
      third: NEW_PASSPHRASE,
    });
    expect(wrong).toMatchObject({ errorCode: 'WALLET__PASSPHRASE_WRONG' });
  });

  it('changes the passphrase and nothing else', async () => {
    const newFile = join(directory, 'new-passphrase');
    writeFileSync(newFile, NEW_PASSPHRASE, { mode: 0o600 });
    const from = ['--passphrase-file', passphraseFile];
    const change = ['change-passphrase', 'trader'];
    expect(await keysJson([...change, ...from, '--new-passphrase-file', newFile])).toMatchObject({
      address,
    });
    const again = await keys([...change, ...from, '--new-passphrase-file', newFile]);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('WALLET__PASSPHRASE_WRONG');
    const opened = await keys(['export-public', 'trader', '--passphrase-file', newFile]);
    expect(opened.stdout).toBe(`${String(address)}\n`);
  });

  it('lists what is there without a passphrase, and what is damaged', async () => {
    writeFileSync(keystorePath('broken'), '{', { mode: 0o600 });
    const { status, stdout } = await keys(['list', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      directory: join(directory, 'keys'),
      keys: [
        {
          name: 'broken',
          path: keystorePath('broken'),
          errorCode: 'WALLET__KEYSTORE_DAMAGED',
          error: expect.stringContaining('is damaged'),
        },
        { name: 'trader', path: keystorePath('trader'), address, authenticated: false },
      ],
    });
    rmSync(keystorePath('broken'));
    const person = await keys(['list']);
    expect(person.status).toBe(0);
    expect(person.stdout).toContain('not authenticated');
  });

  it.each([
    ['a lax file', () => [keystorePath('trader'), 0o640, 0o600], 'WALLET__FILE_MODE_TOO_OPEN'],
    ['a lax directory', () => [join(directory, 'keys'), 0o755, 0o700], 'WALLET__DIRECTORY_MODE'],
  ] as ReadonlyArray<readonly [string, () => [string, number, number], string]>)(
    'refuses %s',
    async (_name, place, code) => {
      const [path, lax, right] = place();
      chmodSync(path, lax);
      const ended = await keys(['export-public', 'trader', '--unauthenticated']);
      chmodSync(path, right);
      expect(ended).toMatchObject({ status: 2, stdout: '' });
      expect(ended.stderr).toContain(code);
    },
  );

  it.each([
    ['as two words', ['--passphrase', PASSPHRASE]],
    ['as one word', [`--passphrase=${PASSPHRASE}`]],
    ['beside a good source', ['--passphrase', PASSPHRASE, '--passphrase-fd', '3']],
  ])('refuses a passphrase in the arguments (%s), and does nothing', async (_name, args) => {
    const ended = await keys(['new', 'exposed', ...args], { third: PASSPHRASE });
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain('WALLET__PASSPHRASE_EXPOSED');
    expect(existsSync(keystorePath('exposed'))).toBe(false);
  });

  it('does not repeat one that an unknown option holds', async () => {
    const ended = await keys(['list', `--pasphrase=${PASSPHRASE}`]);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain("unknown option '--pasphrase=…'");
  });

  it('needs a passphrase from somewhere', async () => {
    const ended = await keys(['new', 'nowhere']);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain('WALLET__PASSPHRASE_SOURCE_MISSING');
  });

  it.each([
    ['three numbers', '[1,2,3]', 'WALLET__KEY_LENGTH_INVALID'],
    ['text', 'seed seed seed', 'WALLET__FILE_MALFORMED'],
    ['an empty input', '', 'WALLET__FILE_MALFORMED'],
  ])('refuses to import %s', async (_name, stdin, code) => {
    const ended = await keys(['import', 'bad', '-', '--passphrase-file', passphraseFile], {
      stdin,
    });
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain(code);
    expect(existsSync(keystorePath('bad'))).toBe(false);
  });

  it('does not read key and passphrase from one input', async () => {
    const ended = await keys(['import', 'bad', '-', '--passphrase-fd', '0'], { stdin: '[]' });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('it holds the key');
  });
});

describe.runIf(existsSync(SCRIPT) && process.platform === 'linux')('at a terminal', () => {
  it('asks twice, shows nothing of what is typed, and takes back what was wrong', async () => {
    const place = ['--directory', join(directory, 'keys')];
    const command = [process.execPath, ...quantbotArguments(['keys', 'new', 'asked', ...place])];
    const quoted = command.map((word) => `'${word}'`).join(' ');
    const child = spawn(SCRIPT, ['-qec', quoted, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const answers = [`${PASSPHRASE}x\u007f\r`, `nonsense\u0015${PASSPHRASE}\r`];
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      shown += chunk;
      const questions = shown.match(/passphrase for asked[^:]*: /gu)?.length ?? 0;
      while (answers.length > 2 - questions) child.stdin.write(answers.shift() ?? '');
    });
    const [status] = (await once(child, 'close')) as [number];
    expect({ status, shown }).toMatchObject({ status: 0 });
    expect(shown).toContain('New passphrase for asked, once more: ');
    for (const piece of ['correct', 'staple', 'nonsense']) expect(shown).not.toContain(piece);
    const opened = await keys(['export-public', 'asked', '--passphrase-file', passphraseFile]);
    expect(opened.status).toBe(0);
  });
});

describe('a trade by a keystore', () => {
  let sandbox: SandboxCommand;

  beforeAll(async () => {
    sandbox = await startSandboxCommand();
  });

  afterAll(async () => {
    await sandbox.stop();
  });

  it('goes from import to a fill, and rehearses and halts without a passphrase', async () => {
    const { line, mint, variables } = sandbox;
    const stdin = readFileSync(line.keypairPath, 'utf8');
    const imported = await keys(
      ['import', 'funded', '-', '--passphrase-file', passphraseFile, '--json'],
      { stdin },
    );
    expect(JSON.parse(imported.stdout)).toMatchObject({ address: line.wallet });
    const [first] = JSON.parse(stdin) as number[];
    expect(imported.stdout).not.toContain(`[${String(first)},`);
    const args = ['execute', '--json', '--token', mint, '--side', 'buy', '--amount', '0.1'];
    const path = keystorePath('funded');
    const wallet = { EXECUTION_KEYPAIR_PATH: '', EXECUTION_KEYSTORE_PATH: path };
    const execute = async (key: string, more: Readonly<Record<string, string>>): Promise<Ended> =>
      runQuantbot([...args, '--key', key], { ...variables, ...wallet, ...more }, { stdin: '' });
    const dry = await execute('dry', {});
    expect(JSON.parse(dry.stdout)).toMatchObject({ success: true, dryRun: true });
    const live = { EXECUTION_DRY_RUN: 'false' };
    const file = { EXECUTION_KEYSTORE_PASSPHRASE_FILE: passphraseFile };
    const done = await execute('live', { ...live, ...file });
    const answer = JSON.parse(done.stdout) as ExecutionResult;
    expect(answer).toMatchObject({ success: true, dryRun: false });
    expect(done.stderr).toBe('');
    const stop = ['--reason', 'a test', '--json'];
    const halted = await runQuantbot(
      ['halt', ...stop],
      { ...variables, ...wallet, ...live },
      { stdin: '' },
    );
    expect(JSON.parse(halted.stdout)).toMatchObject({ means: 'journal', state: 'halted' });
    const denied = await execute('denied', { ...live, ...file });
    expect(JSON.parse(denied.stdout)).toMatchObject({ errorCode: 'RISK__TRADING_HALTED' });
    const locked = await execute('locked', live);
    expect(JSON.parse(locked.stdout)).toMatchObject({
      errorCode: 'WALLET__PASSPHRASE_SOURCE_MISSING',
    });
    const both = await execute('both', {
      EXECUTION_KEYPAIR_PATH: line.keypairPath,
      ...live,
      ...file,
    });
    expect(JSON.parse(both.stdout)).toMatchObject({ errorCode: 'CONFIG__CONTRADICTION' });
  });
});
