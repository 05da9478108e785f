import { expect, it } from 'vitest';

import { checkProjectSpeech } from './checkProjectSpeech.ts';

/** Joined here, so that this file keeps the rules that it tests. */
const slash = '/';
const registryUrl = ['https://registry', 'npmjs', 'org'].join('.');
const later = ['TO', 'DO'].join('');

function check(text: string, path = 'docs/page.md'): readonly string[] {
  return checkProjectSpeech([{ path, text }]).map((problem) => problem.path);
}

it.each([
  `see ${slash}work${slash}main`,
  `"${slash}root${slash}.config"`,
  `${slash}home${slash}somebody`,
  registryUrl,
  `// ${later}: later`,
  `// ${['FIX', 'ME'].join('')}`,
])('refuses a line with %s', (line) => {
  expect(check(`fine\n${line}\n`)).toEqual(['docs/page.md:2']);
});

it.each([
  'packages/core/src/index.ts',
  'the repository root/child',
  'https://example.com/work/item',
  'a todo list',
  'the network/root/level',
])('takes a line with %s', (line) => {
  expect(check(line)).toEqual([]);
});

it('leaves the lockfile to npm', () => {
  expect(check(registryUrl, 'package-lock.json')).toEqual([]);
});
