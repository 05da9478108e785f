import { parseExecutionSettings } from '@quantbot/executor';
import { expect, it } from 'vitest';

import { readEnvironment } from './environment.ts';
import { ENVIRONMENT_VARIABLES, type EnvironmentVariable } from './environmentVariables.ts';

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
  expect([...asked].toSorted()).toEqual(ENTRIES.map(([name]) => name).toSorted());
});

it.each(ENTRIES)('%s has an example that is taken and sets what it says', (name, variable) => {
  const { settings } = readEnvironment({ [name]: variable.example });
  expect(Object.keys(settings)).toEqual(variable.setting === undefined ? [] : [variable.setting]);
  expect(() => parseExecutionSettings(JSON.stringify(settings), 'the example')).not.toThrow();
});
