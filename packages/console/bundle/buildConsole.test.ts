import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { consoleDirectory } from '../src/consoleDirectory.ts';
import { buildConsole } from './buildConsole.ts';

describe('the built page', () => {
  beforeAll(async () => {
    await buildConsole();
  });

  const read = (name: string) => readFileSync(join(consoleDirectory(), name), 'utf8');

  it('is these files and no others', () => {
    expect(readdirSync(consoleDirectory()).toSorted()).toEqual([
      'console.css',
      'console.js',
      'icon.svg',
      'index.html',
    ]);
  });

  it('has nothing inline, and nothing from another host', () => {
    const page = read('index.html');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=/u);
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/gu)].map(([, target]) => target)).toEqual([
      'icon.svg',
      'console.css',
      'console.js',
    ]);
    expect(read('console.css')).not.toMatch(/url\(|https?:/u);
  });

  it('is small enough for a phone on a bad line', () => {
    expect(statSync(join(consoleDirectory(), 'console.js')).size).toBeLessThan(260_000);
  });

  it('is not made again while nothing it is made of has changed', async () => {
    expect(await buildConsole()).toBe('unchanged');
  });
});
