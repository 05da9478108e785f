import { spawn, type ChildProcess } from 'node:child_process';

import { onTestFinished } from 'vitest';

/** A child process that runs a script of this package. */
export interface TestChild {
  /** Resolves when the script has written the line; rejects when it ends before. */
  says(line: string): Promise<void>;
  /** Kills it the way no handler sees, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Runs TypeScript source with the packages' sources, in a process of its own. */
export function startChild(source: string): TestChild {
  const child = spawn(
    process.execPath,
    ['--conditions=quantbot:source', '--input-type=module-typescript', '--eval', source],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    says: async (line) => outputOf(child, line),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function outputOf(child: ChildProcess, line: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  let problem = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
    if (output.split('\n').includes(line)) resolve();
  });
  child.stderr?.on('data', (chunk) => {
    problem += String(chunk);
  });
  child.once('exit', () => {
    reject(new Error(`the child ended without saying "${line}": ${problem}`));
  });
  await promise;
}
