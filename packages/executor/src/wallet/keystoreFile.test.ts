import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { getAddressDecoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { cheapMachine, codeOf, passphrase, PASSPHRASE_TEXT } from '../testing/cheapMachine.ts';
import {
  changeKeystorePassphrase,
  createKeystore,
  openKeystore,
  readKeystoreHeader,
} from './keystoreFile.ts';

const machine = cheapMachine();
const NEW_TEXT = 'another passphrase of some length';
const SEED = Uint8Array.from({ length: 32 }, (_, index) => 101 + index);
const ADDRESS = getAddressDecoder().decode(machine.importEd25519Seed(SEED).publicKey);

function place() {
  const directory = join(createTemporaryDirectory(), 'keys');
  return { directory, path: join(directory, 'k.keystore.json') };
}

function created() {
  const { directory, path } = place();
  createKeystore({ path, directory, seed: SEED.slice(), passphrase: passphrase() }, machine);
  return { directory, path };
}

function openCode(path: string, words = PASSPHRASE_TEXT): string {
  return codeOf(() => openKeystore(path, passphrase(words), machine));
}

describe('createKeystore', () => {
  it('makes the directory and the file for their owner alone', () => {
    const { directory, path } = created();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['k.keystore.json']);
  });

  it('overwrites the seed that it was given', () => {
    const { directory, path } = place();
    const seed = SEED.slice();
    expect(createKeystore({ path, directory, seed, passphrase: passphrase() }, machine)).toBe(
      ADDRESS,
    );
    expect(seed.every((byte) => byte === 0)).toBe(true);
  });

  it('draws another key each time when it is given none', () => {
    const addresses = [1, 2].map(() =>
      createKeystore({ ...place(), passphrase: passphrase() }, machine),
    );
    expect(new Set(addresses).size).toBe(2);
  });

  it('writes over nothing', () => {
    const { directory, path } = created();
    const before = readFileSync(path, 'utf8');
    const again = { path, directory, passphrase: passphrase() };
    expect(codeOf(() => createKeystore(again, machine))).toBe('WALLET__KEYSTORE_EXISTS');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('writes nothing for a passphrase that is easy to guess', () => {
    const { directory, path } = place();
    const order = { path, directory, passphrase: passphrase('hunter2') };
    expect(codeOf(() => createKeystore(order, machine))).toBe('WALLET__PASSPHRASE_REFUSED');
    expect(existsSync(directory)).toBe(false);
  });

  it('says so when the directory that is there lets others in', () => {
    const { directory, path } = place();
    mkdirSync(directory);
    chmodSync(directory, 0o755);
    const order = { path, directory, passphrase: passphrase() };
    expect(codeOf(() => createKeystore(order, machine))).toBe('WALLET__DIRECTORY_MODE_TOO_OPEN');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('says why it could not be written', () => {
    const order = { ...place(), passphrase: passphrase() };
    const full = cheapMachine({ create: () => ({ kind: 'failed', reason: 'ENOSPC' }) });
    expect(() => createKeystore(order, full)).toThrow(
      expect.objectContaining({
        code: 'WALLET__KEYSTORE_UNWRITABLE',
        context: { path: order.path, reason: 'ENOSPC' },
      }),
    );
  });

  it('writes nothing that does not open again', () => {
    let isWritten = false;
    const forgetful = cheapMachine({
      open: () => undefined,
      create: () => {
        isWritten = true;
        return { kind: 'written' };
      },
    });
    const order = { ...place(), passphrase: passphrase() };
    expect(codeOf(() => createKeystore(order, forgetful))).toBe('WALLET__KEYSTORE_TAMPERED');
    expect(isWritten).toBe(false);
  });
});

describe('openKeystore', () => {
  it('signs with the key inside', async () => {
    const signer = openKeystore(created().path, passphrase(), machine);
    const message = Uint8Array.from([1, 2, 3]);
    expect(signer.address).toBe(ADDRESS);
    expect(await signer.sign(message)).toEqual(machine.importEd25519Seed(SEED).sign(message));
  });

  it('tells a wrong passphrase, a lax file, a lax directory and no file apart', () => {
    const { directory, path } = created();
    expect(openCode(path, 'wrong passphrase')).toBe('WALLET__PASSPHRASE_WRONG');
    chmodSync(path, 0o640);
    expect(openCode(path)).toBe('WALLET__FILE_MODE_TOO_OPEN');
    chmodSync(path, 0o600);
    chmodSync(directory, 0o770);
    expect(openCode(path)).toBe('WALLET__DIRECTORY_MODE_TOO_OPEN');
    chmodSync(directory, 0o700);
    expect(openCode(path)).toBe('opened');
    expect(openCode(`${path}-none`)).toBe('WALLET__FILE_MISSING');
    expect(openCode(directory)).toBe('WALLET__FILE_UNREADABLE');
  });

  it('refuses a file that is larger than any keystore, unread', () => {
    const { path } = created();
    writeFileSync(path, ' '.repeat(65_537));
    expect(openCode(path)).toBe('WALLET__FILE_UNREADABLE');
  });

  it('refuses a mark of byte order in front of it', () => {
    const { path } = created();
    writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`);
    expect(openCode(path)).toBe('WALLET__KEYSTORE_DAMAGED');
  });
});

describe('readKeystoreHeader', () => {
  it('tells the address without a passphrase', () => {
    expect(readKeystoreHeader(created().path, machine).address).toBe(ADDRESS);
  });
});

describe('changeKeystorePassphrase', () => {
  function change(path: string, [words, newWords]: readonly [string, string], on = machine) {
    const order = { path, passphrase: passphrase(words), newPassphrase: passphrase(newWords) };
    return codeOf(() => changeKeystorePassphrase(order, on));
  }

  it('opens by the new one alone, for the same wallet', () => {
    const { directory, path } = created();
    expect(change(path, [PASSPHRASE_TEXT, NEW_TEXT])).toBe('opened');
    expect(openCode(path)).toBe('WALLET__PASSPHRASE_WRONG');
    expect(openKeystore(path, passphrase(NEW_TEXT), machine).address).toBe(ADDRESS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['k.keystore.json']);
  });

  it.each([
    ['a wrong passphrase', ['wrong passphrase', NEW_TEXT], 'WALLET__PASSPHRASE_WRONG'],
    ['a weak new one', [PASSPHRASE_TEXT, 'short'], 'WALLET__PASSPHRASE_REFUSED'],
  ] as const)('leaves the file as it was for %s', (_name, words, code) => {
    const { path } = created();
    const before = readFileSync(path, 'utf8');
    expect(change(path, words)).toBe(code);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('leaves the file as it was when the disk is full', () => {
    const { path } = created();
    const full = cheapMachine({ replace: () => ({ kind: 'failed', reason: 'ENOSPC' }) });
    expect(change(path, [PASSPHRASE_TEXT, NEW_TEXT], full)).toBe('WALLET__KEYSTORE_UNWRITABLE');
    expect(openCode(path)).toBe('opened');
  });
});
