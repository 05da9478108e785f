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
      'journal',
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
    ]);
  });

  it('describes every command and every option', () => {
    for (const command of program.commands) {
      expect(command.description()).not.toBe('');
      for (const option of command.options) expect(option.description).not.toBe('');
    }
  });
});

it('repeats no value that was glued to an option which is not known', () => {
  const said = "error: unknown option '--pasphrase=correct horse'\n(Did you mean --passphrase-fd?)";
  expect(withoutOptionValues(said)).toBe(
    "error: unknown option '--pasphrase=…'\n(Did you mean --passphrase-fd?)",
  );
});
