import { pathToFileURL } from 'node:url';

import { checkFileNames } from './checkFileNames.ts';
import { checkGeneratedDocs } from './checkGeneratedDocs.ts';
import { checkInvariants } from './checkInvariants.ts';
import { checkPackageBoundaries } from './checkPackageBoundaries.ts';
import { checkProjectSpeech } from './checkProjectSpeech.ts';
import { checkSiblingTests } from './checkSiblingTests.ts';
import { readRepository, type Problem, type RepositoryFile } from './repository.ts';

type AnyCheck = (
  files: readonly RepositoryFile[],
) => readonly Problem[] | Promise<readonly Problem[]>;

const CHECKS: Readonly<Record<string, AnyCheck>> = {
  'package boundaries': checkPackageBoundaries,
  'sibling tests': checkSiblingTests,
  'file names': checkFileNames,
  'project speech': checkProjectSpeech,
  invariants: checkInvariants,
  'generated docs': (files) => checkGeneratedDocs(files),
};

/** Runs every check and answers the lines to print for each. */
export async function checkAll(
  files: readonly RepositoryFile[],
  checks: Readonly<Record<string, AnyCheck>> = CHECKS,
): Promise<{ readonly lines: readonly string[]; readonly problemCount: number }> {
  const lines: string[] = [];
  let problemCount = 0;
  for (const [name, check] of Object.entries(checks)) {
    const problems = await check(files);
    problemCount += problems.length;
    lines.push(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    lines.push(...problems.map(({ path, message }) => `     ${path} ${message}`));
  }
  return { lines, problemCount };
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  // Stripping types announces itself as experimental on every run; other warnings stay.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.warn(warning.message);
  });
  const { lines, problemCount } = await checkAll(readRepository());
  console.log(lines.join('\n'));
  process.exitCode = problemCount === 0 ? 0 : 1;
}
