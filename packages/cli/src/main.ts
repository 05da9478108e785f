import { outliveReaders } from './platform/outliveReaders.ts';
import { runtimeProblem } from './platform/runtimeProblem.ts';

const EXIT_CONFIGURATION = 2;

// A diagnostic report goes to whoever helps; the environment holds keys of venues and nodes.
process.report.excludeEnv = true;

outliveReaders(process.stdout, process.stderr);

// Checked before anything else is loaded, so that an old Node says what is wrong with it.
const problem = runtimeProblem(process.versions.node);
if (problem === undefined) {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv);
} else {
  console.error(problem);
  process.exitCode = EXIT_CONFIGURATION;
}
