import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { temporaryDirectory } from '../../testing/temporaryDirectory.ts';
import { readPassphrase, type PassphraseSource } from './passphraseSource.ts';

const TEXT = 'correct horse battery staple';
const OLD = { text: 'Passphrase', isNew: false };
const NEW = { text: 'New passphrase', isNew: true };

/** Answers as somebody at a terminal would, and keeps what was asked. */
function person(...answers: readonly string[]) {
  const asked: string[] = [];
  const typed: Uint8Array[] = [];
  const prompt = async (question: string): Promise<Uint8Array> => {
    const answer = new TextEncoder().encode(answers[asked.length]);
    asked.push(question);
    typed.push(answer);
    return answer;
  };
  return { asked, typed, prompt };
}

/** Somebody who must not be asked. */
async function nobody(): Promise<never> {
  throw new Error('nobody was to be asked');
}

async function textFrom(...given: Parameters<typeof readPassphrase>): Promise<string> {
  const secret = await readPassphrase(...given);
  return secret.use((bytes) => new TextDecoder().decode(bytes));
}

function fileOf(text: string, mode = 0o600): string {
  const path = join(temporaryDirectory(), 'passphrase');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('readPassphrase', () => {
  it('asks once for one that exists, however short it is', async () => {
    const { asked, prompt } = person('short');
    expect(await textFrom({}, OLD, prompt)).toBe('short');
    expect(asked).toEqual(['Passphrase: ']);
  });

  it('asks twice for a new one, and overwrites what was typed', async () => {
    const { asked, typed, prompt } = person(TEXT, TEXT);
    expect(await textFrom({}, NEW, prompt)).toBe(TEXT);
    expect(asked).toEqual(['New passphrase: ', 'New passphrase, once more: ']);
    expect(typed.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  it.each([
    ['was typed in two ways', [TEXT, `${TEXT}!`], 2],
    ['is too short', ['short', 'short'], 1],
    ['is empty', ['', ''], 1],
  ] as const)('refuses a new one that %s', async (_name, answers, times) => {
    const { asked, prompt } = person(...answers);
    await expect(readPassphrase({}, NEW, prompt)).rejects.toMatchObject({
      code: 'WALLET__PASSPHRASE_REFUSED',
    });
    expect(asked).toHaveLength(times);
  });

  it('asks nobody where a file or a credential has it', async () => {
    const file = fileOf(`${TEXT}\n`);
    vi.stubEnv('CREDENTIALS_DIRECTORY', join(file, '..'));
    const sources: readonly PassphraseSource[] = [{ file }, { credential: 'passphrase' }];
    for (const source of sources) expect(await textFrom(source, NEW, nobody)).toBe(TEXT);
  });

  it.each([
    ['a file that others read', () => ({ file: fileOf(TEXT, 0o644) })],
    ['a credential without a directory', () => ({ credential: 'passphrase' })],
    ['a credential that leads elsewhere', () => ({ credential: '../passphrase' })],
    ['a descriptor that is not open', () => ({ fd: 987 })],
  ])('refuses %s', async (_name, make) => {
    vi.stubEnv('CREDENTIALS_DIRECTORY', '');
    await expect(readPassphrase(make(), OLD, nobody)).rejects.toMatchObject({
      code: 'WALLET__PASSPHRASE_UNREADABLE',
    });
  });

  it('refuses a new one from a file that is too short', async () => {
    await expect(readPassphrase({ file: fileOf('short') }, NEW, nobody)).rejects.toMatchObject({
      code: 'WALLET__PASSPHRASE_REFUSED',
    });
  });
});

it('reads none while there is one in the environment, which would be taken for used', async () => {
  vi.stubEnv('EXECUTION_KEYSTORE_PASSPHRASE', TEXT);
  await expect(readPassphrase({ file: fileOf(TEXT) }, OLD, nobody)).rejects.toMatchObject({
    code: 'WALLET__PASSPHRASE_EXPOSED',
  });
});
