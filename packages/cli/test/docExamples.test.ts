import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CommanderError, type Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { createProgram } from '../src/createProgram.ts';
import { quantbotCalls, readDocExamples } from './support/docExamples.ts';

const EXAMPLES = readDocExamples();
const MINT = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const HASH = 'a'.repeat(64);

/** What the pages write in the place of a value. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  MINT,
  N: '3',
  NUMBER: '3',
  'NUMBER:HASH': `3:${HASH}`,
  CODE: 'BREAKER__OPEN',
};

describe('scripts of the pages', () => {
  const calls = EXAMPLES.filter(({ language }) => language === 'sh').flatMap(({ place, text }) =>
    quantbotCalls(text).map((words) => ({ place, words, command: words.join(' ') })),
  );

  it('are found', () => {
    expect(calls.length).toBeGreaterThan(20);
  });

  it.each(calls)('$place: quantbot $command', async ({ words }) => {
    await expect(parses(words)).resolves.toBe(true);
  });

  it.each(['execute --side hold --token MINT', 'journal verfy', 'doctor --tokn MINT', 'reduce'])(
    'would be told: quantbot %s',
    async (command) => {
      await expect(parses(command.split(' '))).rejects.toThrow(CommanderError);
    },
  );
});

/** Parses a call as the command line does, and runs nothing. */
async function parses(words: readonly string[]): Promise<boolean> {
  let isReached = false;
  const program = createProgram(() => undefined);
  disarm(program, () => {
    isReached = true;
  });
  const values = words.map((word) => PLACEHOLDERS[word] ?? word);
  try {
    await program.parseAsync(values, { from: 'user' });
  } catch (cause) {
    // Help and version end a parse as well.
    if (cause instanceof CommanderError && cause.exitCode === 0) return true;
    throw cause;
  }
  return isReached;
}

function disarm(command: Command, reached: () => void): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(reached);
  for (const child of command.commands) disarm(child, reached);
}

describe('TypeScript of the pages', () => {
  const blocks = EXAMPLES.filter(({ language }) => language === 'ts');
  const root = fileURLToPath(new URL('../../../', import.meta.url));

  /** What the pages take for given. */
  const GIVEN = `
import type { ExecutionAdapterConfig } from '@quantbot/executor';
import type { FaultPlan } from '@quantbot/sandbox';
declare global {
  const mint: string;
  const signalId: string;
  const token: string;
  const wallet: string;
  const wire: Uint8Array;
  const signature: string;
  const random: Parameters<typeof import('@quantbot/simulator').createModelChain>[0]['random'];
  const config: ExecutionAdapterConfig;
  const plan: FaultPlan;
  const otherPlan: FaultPlan;
  function readToken(): Promise<string>;
  function startSandbox(options: object): ReturnType<typeof import('@quantbot/sandbox').startSandbox>;
}
`;

  function compile(texts: readonly string[]): string {
    const directory = join(root, 'packages/cli/node_modules/.doc-examples');
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    try {
      const settings = {
        extends: '../../../../tsconfig.base.json',
        compilerOptions: {
          composite: false,
          declaration: false,
          declarationMap: false,
          noEmit: true,
          noUnusedLocals: false,
          skipLibCheck: true,
          allowImportingTsExtensions: true,
        },
        include: ['*.ts'],
      };
      writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(settings));
      writeFileSync(join(directory, 'given.d.ts'), GIVEN);
      for (const [index, text] of texts.entries()) {
        writeFileSync(join(directory, `block${index}.ts`), `${text}\nexport {};\n`);
      }
      const tsc = join(root, 'node_modules/.bin/tsc');
      const { stdout, stderr } = spawnSync(tsc, ['-p', directory], {
        encoding: 'utf8',
        cwd: directory,
      });
      return `${stdout}${stderr}`;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  it('compiles', () => {
    expect(blocks.length).toBeGreaterThan(8);
    const told = compile(blocks.map(({ text }) => text));
    const named = told.replaceAll(/block(\d+)\.ts/gu, (_all, index: string) => {
      return blocks[Number(index)]?.place ?? index;
    });
    expect(named).toBe('');
  });

  it('would be told where it does not', () => {
    const told = compile([
      "import { createExecutionClient } from '@quantbot/client';\ncreateExecutionClient({ uri: 'x' });",
    ]);
    expect(told).toContain('block0.ts(2,');
  });
});
