import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { buildOnce } from './buildOnce.ts';

function scene() {
  const root = mkdtempSync(join(tmpdir(), 'quantbot-build-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
  write('source.ts', 'one');
  write('package.json', '{}');
  const output = join(root, 'out');
  let failure: Error | undefined;
  const build = async (): Promise<'built' | 'unchanged'> =>
    buildOnce({
      root,
      output,
      stamp: join(root, 'stamps', 'out.json'),
      otherInputs: ['package.json'],
      build: async () => {
        writeFileSync(join(output, 'made.js'), '');
        if (failure !== undefined) throw failure;
        return ['source.ts'];
      },
    });
  return { root, output, write, build, fail: (cause?: Error) => void (failure = cause) };
}

it('builds what is not there, and not again while nothing has changed', async () => {
  const { output, build } = scene();
  expect(await build()).toBe('built');
  expect(await build()).toBe('unchanged');
  rmSync(output, { recursive: true });
  expect(await build()).toBe('built');
});

it.each(['source.ts', 'package.json'])('builds again once %s has changed or gone', async (name) => {
  const { root, write, build } = scene();
  await build();
  write(name, 'two');
  expect(await build()).toBe('built');
  rmSync(join(root, name));
  expect(await build()).toBe('built');
  expect(await build()).toBe('unchanged');
});

it('keeps nothing of the build before', async () => {
  const { output, build, write } = scene();
  await build();
  writeFileSync(join(output, 'left.js'), '');
  write('source.ts', 'two');
  await build();
  expect(existsSync(join(output, 'left.js'))).toBe(false);
});

it('takes no build that failed for one that is there', async () => {
  const { build, write, fail } = scene();
  await build();
  write('source.ts', 'two');
  fail(new Error('no room'));
  await expect(build()).rejects.toThrow('no room');
  write('source.ts', 'one');
  fail();
  expect(await build()).toBe('built');
});
