import { describe, expect, it } from 'vitest';

import { createProgram } from './createProgram.ts';

describe('createProgram', () => {
  const program = createProgram(() => undefined);

  it('has these commands', () => {
    expect(program.commands.map((command) => command.name())).toEqual([
      'demo',
      'sandbox',
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
      'halt',
      'reduce',
      'activate',
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
