import { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';

import { refuseOptionsAsValues } from './refuseOptionsAsValues.ts';

function parse(...argv: string[]) {
  const program = new Command('quantbot').exitOverride().configureOutput({ writeErr: () => {} });
  const command = program
    .command('execute')
    .option('--key <key>')
    .addOption(new Option('--side <side>').choices(['buy', 'sell']))
    .addOption(new Option('--amount <n>').argParser(Number))
    .option('--json')
    .action(() => {});
  refuseOptionsAsValues(program);
  program.parse(['execute', ...argv], { from: 'user' });
  return command.opts();
}

describe('refuseOptionsAsValues', () => {
  it.each([
    ['--key', '--json'],
    ['--key', '--side', 'buy'],
    ['--key=--json'],
    ['--amount', '--json'],
  ])('refuses %s %s', (...argv) => {
    expect(() => parse(...argv)).toThrow(/is an option; the value in front of it is missing/u);
  });

  it('leaves every other value to the option, and keeps what it checks', () => {
    expect(parse('--key', '-1', '--side', 'buy', '--amount', '-2', '--json')).toEqual({
      key: '-1',
      side: 'buy',
      amount: -2,
      json: true,
    });
    expect(() => parse('--side', 'hold')).toThrow(/Allowed choices are buy, sell/u);
  });
});
