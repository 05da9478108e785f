import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';

import { BUNDLE_DIRECTORY, buildCli, LEFT_OUT } from './buildCli.ts';

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));
/** What a start loads, files of Node itself left aside. */
const LOADED_MAX = 30;
/** These say themselves what to install where they are missing. */
const OPTIONAL = ['@solana/keychain-*', '@solana/surfpool-*'];

describe('the bundled command', () => {
  beforeAll(async () => {
    await buildCli();
  });

  const files = () => globSync('*.js', { cwd: BUNDLE_DIRECTORY });
  const main = join(BUNDLE_DIRECTORY, 'main.js');

  it('has whatever the sources start as a thread or a process beside it', () => {
    const started = globSync('*/src/**/*.ts', { cwd: PACKAGES }).flatMap((path) => {
      if (path.endsWith('.test.ts')) return [];
      const text = readFileSync(join(PACKAGES, path), 'utf8');
      const calls = /siblingModule\(import\.meta\.url, '(\w+)'\)|\bmodule: '(\w+)'/gu;
      return [...text.matchAll(calls)].map(([, sibling, module]) => `${sibling ?? module}.js`);
    });
    expect(started.length).toBeGreaterThan(3);
    expect(files()).toEqual(expect.arrayContaining(started));
  });

  it('is one folder, so that what lies beside a module lies beside all of them', () => {
    expect(globSync('**/*.js', { cwd: BUNDLE_DIRECTORY })).toEqual(files());
  });

  it('loads from elsewhere only what an installation of the command has, or what may be missing', () => {
    const { dependencies } = JSON.parse(
      readFileSync(join(PACKAGES, 'cli', 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const installed = (name: string): boolean =>
      Object.keys(dependencies).some((dependency) =>
        name.endsWith('/*') ? dependency.startsWith(name.slice(0, -1)) : dependency === name,
      );
    expect(LEFT_OUT.filter((name) => !installed(name))).toEqual(OPTIONAL);
  });

  it('starts by a few files, and without what the web needs', () => {
    const listing =
      "import{registerHooks}from'node:module';const urls=[];" +
      'registerHooks({load:(url,context,next)=>{urls.push(url);return next(url,context)}});' +
      "process.on('exit',()=>console.log(JSON.stringify(urls)))";
    const output = execFileSync(process.execPath, [
      `--import=data:text/javascript,${encodeURIComponent(listing)}`,
      '--',
      main,
      'list',
      '--help',
    ]);
    const loaded = JSON.parse(output.toString().trimEnd().split('\n').at(-1) ?? '') as string[];
    const ours = loaded.filter((url) => url.startsWith('file:'));
    expect(ours.map((url) => basename(url))).toContain('main.js');
    expect(ours.length).toBeLessThan(LOADED_MAX);
    const others = ours.filter((url) => !url.includes('/cli/dist/bundle/'));
    expect(others.filter((url) => !url.endsWith('/cli/package.json'))).toEqual([]);
    expect(loaded).not.toContain('node:http');
  });

  it('plays schedules in threads of its own', () => {
    const args = ['--', main, 'simulate', '--runs', '8', '--seed', '1'];
    expect(execFileSync(process.execPath, args).toString()).toContain('broke nothing');
  });

  it('leads back to the sources', () => {
    const map = JSON.parse(readFileSync(join(BUNDLE_DIRECTORY, 'main.js.map'), 'utf8')) as {
      sources: string[];
    };
    expect(map.sources).toContain('../../src/main.ts');
  });

  it('is not made again while nothing it is made of has changed', async () => {
    expect(await buildCli()).toBe('unchanged');
  });
});
