import { parseEnv } from 'node:util';

import { ENVIRONMENT_VARIABLES } from '@quantbot/workflows';
import { expect, it } from 'vitest';

import { renderEnvironmentExample } from './renderEnvironmentExample.ts';

const text = renderEnvironmentExample();

it('sets nothing until somebody takes a # away', () => {
  expect(parseEnv(text)).toEqual({});
});

it('has every variable, with an example that is read as it is meant', () => {
  const read = parseEnv(text.replaceAll(/^#(?=[A-Z_]+=)/gmu, ''));
  const examples = Object.entries(ENVIRONMENT_VARIABLES).map(([name, { example }]) => [
    name,
    example,
  ]);
  expect(read).toEqual(Object.fromEntries(examples));
});

it('fits a terminal', () => {
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});
