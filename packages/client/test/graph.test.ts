import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const LOADER = `
import { registerHooks } from 'node:module';
const seen = new Set();
registerHooks({
  load(url, context, next) {
    seen.add(url);
    return next(url, context);
  },
});
await import('@quantbot/client');
console.log(JSON.stringify([...seen]));
`;

function graphOf(code: string): readonly string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=quantbot:source', '--input-type=module', '--eval', code],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

it('brings neither a database, a server nor a key-management SDK into a strategy', () => {
  const graph = graphOf(LOADER);
  const foreign = graph.filter(
    (url) => !/\/packages\/(?:client|core)\/src\//u.test(url) && url !== 'node:timers/promises',
  );
  expect(foreign).toEqual(['node:crypto']);
  expect(graph.some((url) => url.endsWith('/client/src/createExecutionClient.ts'))).toBe(true);
});

it('would tell if it did', () => {
  const graph = graphOf(LOADER.replace("'@quantbot/client'", "'node:sqlite'"));
  expect(graph).toContain('node:sqlite');
});
