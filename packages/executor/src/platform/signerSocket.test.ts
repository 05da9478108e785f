import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { prepareSignerSocket, signerSocketProblem } from './signerSocket.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

async function listen(path: string) {
  const server = createServer((socket) => socket.end());
  server.listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

describe('prepareSignerSocket', () => {
  it('lets nobody in but this user', async () => {
    const path = join(createTemporaryDirectory(), 'run', 'socket');
    const place = await prepareSignerSocket(path, undefined);
    await listen(path);
    place.open();
    expect(modeOf(join(path, '..'))).toBe('700');
    expect(modeOf(path)).toBe('600');
    expect(signerSocketProblem(path)).toBeUndefined();
    place.release();
    expect(signerSocketProblem(path)).toBe('there is no socket');
  });

  it('lets a group connect and not write into the directory', async () => {
    const group = String(process.getgid?.() ?? 0);
    const path = join(createTemporaryDirectory(), 'run', 'socket');
    const place = await prepareSignerSocket(path, group);
    await listen(path);
    place.open();
    expect(modeOf(join(path, '..'))).toBe('710');
    expect(modeOf(path)).toBe('660');
    expect(signerSocketProblem(path)).toBeUndefined();
  });

  it.each([0o720, 0o701, 0o777])('refuses a directory of mode %o', async (mode) => {
    const directory = createTemporaryDirectory();
    chmodSync(directory, mode);
    await expect(prepareSignerSocket(join(directory, 's'), undefined)).rejects.toThrow('has mode');
  });

  it('refuses a link to a directory, a file in its place, and a path that is too long', async () => {
    const directory = createTemporaryDirectory();
    mkdirSync(join(directory, 'real'), { mode: 0o700 });
    symlinkSync(join(directory, 'real'), join(directory, 'link'));
    await expect(prepareSignerSocket(join(directory, 'link', 's'), undefined)).rejects.toThrow(
      'not a directory',
    );
    writeFileSync(join(directory, 'real', 'file'), '');
    await expect(prepareSignerSocket(join(directory, 'real', 'file'), undefined)).rejects.toThrow(
      'is not a socket',
    );
    await expect(prepareSignerSocket(`/${'x'.repeat(101)}`, undefined)).rejects.toThrow('too long');
    await expect(
      prepareSignerSocket(join(directory, 'real', 's'), 'no-such-group'),
    ).rejects.toThrow('there is no group no-such-group');
  });

  it('leaves a signer alone that listens there, and clears away what a killed one left', async () => {
    const path = join(createTemporaryDirectory(), 'run', 'socket');
    await prepareSignerSocket(path, undefined);
    const server = await listen(path);
    await expect(prepareSignerSocket(path, undefined)).rejects.toThrow('another signer');
    server.close();
  });
});

describe('signerSocketProblem', () => {
  it('tells what is no socket, and what others could have put there', async () => {
    const directory = createTemporaryDirectory();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(signerSocketProblem(file)).toBe('it is not a socket');
    const path = join(directory, 'socket');
    await listen(path);
    expect(signerSocketProblem(path)).toBeUndefined();
    chmodSync(directory, 0o770);
    expect(signerSocketProblem(path)).toContain('others may write');
  });
});
