import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isExecutionError } from '@quantbot/core';
import { createKeystore, openKeystore, passphraseOf } from '@quantbot/executor';
import { expect, it } from 'vitest';

import { createTemporaryDirectory } from '../src/platform/testing/temporaryDirectory.ts';
import { cheapMachine } from '../src/testing/cheapMachine.ts';
import type { ChangePlan } from './support/changingKeystore.ts';

const SCRIPT = fileURLToPath(new URL('support/changingKeystore.ts', import.meta.url));
const OLD = 'correct horse battery staple';
const NEW = 'another passphrase of some length';
const SEED = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
/** Far more calls than a change makes; the test ends with the first one that was not killed. */
const CALLS_MAX = 40;
const TIMEOUT_MS = 300_000;

const machine = cheapMachine();
const secretOf = (text: string) => passphraseOf(new TextEncoder().encode(text));

/** How a keystore answers a passphrase: the wallet inside, or why it stays closed. */
function openedBy(path: string, text: string): string {
  try {
    using words = secretOf(text);
    return openKeystore(path, words, machine).address;
  } catch (cause) {
    if (isExecutionError(cause)) return cause.code;
    throw cause;
  }
}

/** Changes the passphrase in a process that is killed at a call, or ends by itself. */
async function change(plan: ChangePlan): Promise<{ signal: string | null; calls: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=quantbot:source', SCRIPT, JSON.stringify(plan)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let calls = '';
  child.stdout.on('data', (chunk: Buffer) => (calls += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { signal, calls };
}

it(
  'a change of the passphrase that is killed at any call leaves a keystore that opens by one of both',
  async () => {
    const directory = createTemporaryDirectory();
    const keys = join(directory, 'keys');
    const path = join(keys, 'trader.keystore.json');
    mkdirSync(keys, { mode: 0o700 });
    const place = (name: string, text: string): string => {
      writeFileSync(join(directory, name), text, { mode: 0o600 });
      return join(directory, name);
    };
    const [oldFile, newFile] = [place('old', OLD), place('new', NEW)];
    using words = secretOf(OLD);
    const order = { path, directory: keys, seed: SEED.slice(), passphrase: words };
    const wallet = createKeystore(order, machine);
    const original = readFileSync(path);
    const endings: string[] = [];
    let whole: string | undefined;
    for (let killAt = 0; whole === undefined && killAt < CALLS_MAX; killAt += 1) {
      writeFileSync(path, original, { mode: 0o600 });
      const { signal, calls } = await change({ path, oldFile, newFile, killAt });
      const answers = [openedBy(path, OLD), openedBy(path, NEW)];
      expect(answers.toSorted()).toEqual([wallet, 'WALLET__PASSPHRASE_WRONG'].toSorted());
      if (signal === null) whole = calls;
      else endings.push(answers[0] === wallet ? 'the old one' : 'the new one');
    }
    // Both endings were seen, the change was made whole in the end, and what was left lies beside it.
    expect(new Set(endings)).toEqual(new Set(['the old one', 'the new one']));
    expect(Number(whole)).toBe(endings.length);
    expect(openedBy(path, NEW)).toBe(wallet);
    const left = readdirSync(keys).filter((name) => name.endsWith('.tmp'));
    expect(left.length).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
