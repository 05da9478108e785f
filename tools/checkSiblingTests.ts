import { stripTypeScriptTypes } from 'node:module';

import type { Problem, RepositoryFile } from './repository.ts';
import { stripComments } from './importsOf.ts';

/** Files without a test beside them, each for a reason. A path may name a folder. */
export const EXEMPTIONS: ReadonlyArray<{ readonly path: string; readonly reason: string }> = [
  {
    path: 'packages/core/src/contract/',
    reason: 'executionPortContract.test.ts runs every case on a good port and on broken ones',
  },
  {
    path: 'packages/core/src/errors/catalogue/',
    reason: 'errorCatalogue.test.ts renders every code',
  },
  { path: 'packages/cli/src/main.ts', reason: 'starts the program and nothing else' },
];

/** Checks that every source with logic has a test beside it. */
export function checkSiblingTests(files: readonly RepositoryFile[]): readonly Problem[] {
  const paths = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => /^packages\/[^/]+\/src\/.*\.ts$/u.test(path))
    .filter(({ path }) => !/(?:\.test|\.d|\/index)\.ts$|\/(?:testing|generated)\//u.test(path))
    .filter(({ path }) => !EXEMPTIONS.some((exemption) => path.startsWith(exemption.path)))
    .filter(({ path }) => !paths.has(path.replace(/\.ts$/u, '.test.ts')))
    .filter(({ text }) => hasRuntimeLogic(text))
    .map(({ path }) => ({
      path,
      message:
        `has logic: write ${path.split('/').at(-1)?.replace(/\.ts$/u, '.test.ts')} beside it, or ` +
        `exempt it with the reason in tools/checkSiblingTests.ts.`,
    }));
}

/** Whether anything that can run is left when the types are gone. */
export function hasRuntimeLogic(text: string): boolean {
  const code = stripComments(stripTypeScriptTypes(text));
  return /=>|\bfunction\b|\bclass\b|\b(?:if|for|while|switch)\s*\(/u.test(code);
}
