import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { createProgram, withoutOptionValues } from './createProgram.ts';

describe('createProgram', () => {
  const program = createProgram(() => undefined);

  it('has these commands', () => {
    expect(program.commands.map((command) => command.name())).toEqual([
      'demo',
      'sandbox',
      'doctor',
      'execute',
      'status',
      'list',
      'explain',
      'journal',
      'programs',
      'reclaim',
      'reconcile',
      'resume',
      'cancel',
      'resolve',
      'keys',
      'signer',
      'halt',
      'reduce',
      'activate',
      'rollout',
      'serve',
      'tokens',
      'simulate',
      'completion',
      'complete',
    ]);
  });

  it.each(commandsOf(program))('describes $path with its options and an example', ({ command }) => {
    expect(command.description()).toMatch(/^[A-Z].*\.$/u);
    for (const option of command.options) expect(option.description).not.toBe('');
    expect(helpOf(command)).toMatch(/\nExamples?:\n {2}\S/u);
  });

  it('has an example in which every command is itself', () => {
    for (const { path, command } of commandsOf(program)) {
      expect(helpOf(command)).toContain(`quantbot ${path}`);
    }
  });
});

/** Every command, and every group of them. */
function commandsOf(parent: Command, path = ''): Array<{ path: string; command: Command }> {
  return parent
    .createHelp()
    .visibleCommands(parent)
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const named = `${path} ${command.name()}`.trim();
      const own = commandsOf(command, named);
      return [{ path: named, command }, ...own];
    });
}

/** The whole help, with what is written after it. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
  });
  command.outputHelp();
  return text;
}

it('repeats no value that was glued to an option which is not known', () => {
  const said = "error: unknown option '--pasphrase=correct horse'\n(Did you mean --passphrase-fd?)";
  expect(withoutOptionValues(said)).toBe(
    "error: unknown option '--pasphrase=…'\n(Did you mean --passphrase-fd?)",
  );
});
