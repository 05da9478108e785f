import { parseExecutionSettings } from '@quantbot/executor';
import { expect, it } from 'vitest';

import { readEnvironment } from './environment.ts';
import {
  ENVIRONMENT_VARIABLES,
  EXPOSED_PASSPHRASE_VARIABLE,
  type EnvironmentVariable,
} from './environmentVariables.ts';

const ENTRIES: ReadonlyArray<[string, EnvironmentVariable]> = Object.entries(ENVIRONMENT_VARIABLES);

it('names the variables that are read and no others', () => {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  readEnvironment(env);
  const named = [...ENTRIES.map(([name]) => name), EXPOSED_PASSPHRASE_VARIABLE];
  expect([...asked].toSorted()).toEqual(named.toSorted());
});

it.each(ENTRIES)('%s has an example that is taken and sets what it says', (name, variable) => {
  const needed = ENTRIES.filter(([other]) => other === variable.needs);
  const others = Object.fromEntries(needed.map(([other, { example }]) => [other, example]));
  const { settings } = readEnvironment({ ...others, [name]: variable.example });
  expect(Object.keys(settings)).toEqual(variable.setting === undefined ? [] : [variable.setting]);
  expect(() => parseExecutionSettings(JSON.stringify(settings), 'the example')).not.toThrow();
});
