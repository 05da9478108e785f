import { describe, expect, it } from 'vitest';

import { checkSiblingTests, hasRuntimeLogic } from './checkSiblingTests.ts';

const LOGIC = 'export function run(): void {}';

function check(...paths: string[]): readonly string[] {
  return checkSiblingTests(paths.map((path) => ({ path, text: LOGIC }))).map(({ path }) => path);
}

describe('checkSiblingTests', () => {
  it('asks for a test beside every source with logic', () => {
    expect(check('packages/core/src/a/run.ts')).toEqual(['packages/core/src/a/run.ts']);
    expect(check('packages/core/src/a/run.ts', 'packages/core/src/a/run.test.ts')).toEqual([]);
    expect(check('packages/core/src/a/run.ts', 'packages/core/src/run.test.ts').length).toBe(1);
  });

  it('leaves out indexes, helpers of tests, generated files and the exempt', () => {
    const paths = [
      'packages/core/src/index.ts',
      'packages/core/src/testing/clock.ts',
      'packages/core/src/generated/client.ts',
      'packages/core/src/contract/breakerCases.ts',
      'packages/core/src/contract/executionPortContract.test.ts',
      'packages/cli/src/main.ts',
      'packages/core/test/helper.ts',
      'tools/run.ts',
    ];
    expect(check(...paths)).toEqual([]);
  });

  it('asks the same of files with elements', () => {
    expect(check('packages/console/src/page/box.tsx')).toEqual([
      'packages/console/src/page/box.tsx',
    ]);
    expect(
      check('packages/console/src/page/box.tsx', 'packages/console/src/page/box.test.tsx'),
    ).toEqual([]);
  });

  it('tells when the test that excuses a file is gone', () => {
    const path = 'packages/sandbox/src/startSandbox.ts';
    const [problem] = checkSiblingTests([{ path, text: LOGIC }]);
    expect(problem?.message).toContain('lifecycle.test.ts, which is gone');
  });

  it('names the file to write', () => {
    const [problem] = checkSiblingTests([{ path: 'packages/core/src/run.ts', text: LOGIC }]);
    expect(problem?.message).toContain('write run.test.ts beside it');
  });
});

describe('hasRuntimeLogic', () => {
  it.each([
    'export type Delay = (milliseconds: number) => Promise<void>;',
    'export interface Port { run(): void }',
    "export const LEVELS = ['a'] as const;",
    '/** function in a comment => */ export const ONE: number = 1;',
    "export { run } from './run.ts';",
  ])('is none in %s', (text) => {
    expect(hasRuntimeLogic(text)).toBe(false);
  });

  it.each([
    'export const run = (): number => 1;',
    'export class Box {}',
    'export async function run(): Promise<void> {}',
    'if (true) { void 0; }',
  ])('is some in %s', (text) => {
    expect(hasRuntimeLogic(text)).toBe(true);
  });
});
