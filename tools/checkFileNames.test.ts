import { expect, it } from 'vitest';

import { checkFileNames } from './checkFileNames.ts';

function check(path: string, text: string): readonly string[] {
  return checkFileNames([{ path, text }]).map(({ message }) => message);
}

it.each([
  ['packages/core/src/amount.ts', 'export function readAmount() {}'],
  ['packages/core/src/exitCode.ts', 'export const EXIT_CODE = {};'],
  ['packages/core/src/executionPort.ts', 'export interface ExecutionPort {}'],
  [
    'packages/core/src/circuitBreaker.ts',
    'export type BreakerState = 1; export const x = 1;\nexport type OpenBreaker = 2;',
  ],
  ['packages/core/src/index.ts', 'export const anything = 1;'],
  ['packages/cli/src/main.ts', 'export const anything = 1;'],
  ['packages/core/src/startUp.ts', "console.log('no exports');"],
  ['packages/console/src/page/view/topBar.tsx', 'export function TopBar() {}'],
  ['docs/any-name.md', 'text'],
])('%s may hold %s', (path, text) => {
  expect(check(path, text)).toEqual([]);
});

it('asks for camelCase', () => {
  expect(check('packages/core/src/exit-code.ts', 'export const EXIT_CODE = 1;')).toEqual([
    'is not in camelCase. Rename it after its main export.',
  ]);
  expect(check('packages/core/src/ExitCode.ts', 'export const EXIT_CODE = 1;').length).toBe(1);
});

it('asks for the name of an export', () => {
  expect(check('packages/core/src/helpers.ts', 'export function readAmount() {}')).toEqual([
    expect.stringContaining('not named after anything it exports (readAmount)'),
  ]);
  expect(check('packages/console/src/view/stuff.tsx', 'export function Bar() {}').length).toBe(1);
  const pair = 'export function readAmount() {}\nexport function floorAmount() {}';
  expect(check('packages/core/src/utils.ts', pair).length).toBe(1);
});
