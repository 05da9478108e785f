import { expect, it } from 'vitest';

import { haltFilePathOf } from './haltFilePathOf.ts';

it.each([
  [{}, '.quantbot/HALT'],
  [{ dataDirectory: '/data/bot' }, '/data/bot/HALT'],
  [{ dataDirectory: '/data/bot', haltFilePath: '/run/halt' }, '/run/halt'],
])('of %j is %s', (settings, path) => {
  expect(haltFilePathOf(settings)).toBe(path);
});
