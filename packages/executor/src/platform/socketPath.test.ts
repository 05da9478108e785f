import { createServer } from 'node:net';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { claimSocketPath, findSocketPath } from './socketPath.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

async function listenAt(path: string): Promise<void> {
  const server = createServer();
  server.listen(path);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
}

function longDirectory(): string {
  const directory = join(createTemporaryDirectory(), 'x'.repeat(120));
  mkdirSync(directory);
  return directory;
}

describe('claimSocketPath', () => {
  it('places the socket in a directory that only this user may enter', () => {
    const directory = createTemporaryDirectory();
    mkdirSync(join(directory, 'control'), { mode: 0o755 });
    const { path } = claimSocketPath(directory);
    expect(path).toBe(join(directory, 'control', 'socket'));
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('clears away what a killed owner left', () => {
    const directory = createTemporaryDirectory();
    const { path } = claimSocketPath(directory);
    writeFileSync(path, '');
    expect(claimSocketPath(directory).path).toBe(path);
    expect(existsSync(path)).toBe(false);
  });

  it('names a short place where the path is too long for a socket, and cleans it up', () => {
    const directory = longDirectory();
    const claimed = claimSocketPath(directory);
    expect(Buffer.byteLength(claimed.path)).toBeLessThanOrEqual(100);
    expect(statSync(dirname(claimed.path)).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(directory, 'control', 'address'), 'utf8')).toBe(claimed.path);
    // The owner is killed here: nobody has released it.
    const next = claimSocketPath(directory);
    expect(existsSync(dirname(claimed.path))).toBe(false);
    next.release();
    expect(existsSync(dirname(next.path))).toBe(false);
    expect(existsSync(join(directory, 'control', 'address'))).toBe(false);
  });

  it('removes nothing that it did not make, whatever the address says', () => {
    const directory = createTemporaryDirectory();
    const precious = join(directory, 'precious');
    writeFileSync(precious, 'kept');
    claimSocketPath(directory);
    writeFileSync(join(directory, 'control', 'address'), precious);
    claimSocketPath(directory);
    expect(readFileSync(precious, 'utf8')).toBe('kept');
  });

  it('refuses a link in the place of its directory', () => {
    const directory = createTemporaryDirectory();
    symlinkSync(createTemporaryDirectory(), join(directory, 'control'));
    expect(() => claimSocketPath(directory)).toThrow(/is not a directory/u);
  });
});

describe('findSocketPath', () => {
  it.each([
    ['short', () => createTemporaryDirectory()],
    ['long', longDirectory],
  ])('finds the socket of a %s path', async (_, make) => {
    const directory = make();
    const { path, release } = claimSocketPath(directory);
    onTestFinished(release);
    expect(findSocketPath(directory)).toBeUndefined();
    await listenAt(path);
    expect(findSocketPath(directory)).toBe(path);
  });

  it('knows none where nobody ever served', () => {
    expect(findSocketPath(createTemporaryDirectory())).toBeUndefined();
  });

  it('refuses a socket that others could have put there', async () => {
    const directory = createTemporaryDirectory();
    const { path } = claimSocketPath(directory);
    await listenAt(path);
    chmodSync(dirname(path), 0o770);
    expect(() => findSocketPath(directory)).toThrow(/mode 770: others may enter it/u);
  });

  it('refuses what is no socket', () => {
    const directory = createTemporaryDirectory();
    writeFileSync(claimSocketPath(directory).path, '');
    expect(() => findSocketPath(directory)).toThrow(/is not a socket/u);
  });
});
