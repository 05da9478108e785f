import { execFileSync } from 'node:child_process';

import { expect, it } from 'vitest';

/** A process of its own: the test runner watches over rejections in this one. */
const PROGRAM = `
  const { watchRejections } = await import(process.argv[1]);
  const watch = watchRejections();
  Promise.reject(new Error('lost'));
  Promise.reject(new Error('found')).catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  const first = watch.take().map(String);
  console.log(JSON.stringify([first, watchRejections().take()]));
`;

it('collects what nobody handles, once, and nothing that somebody does', () => {
  const module = new URL('./watchRejections.ts', import.meta.url).href;
  const output = execFileSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', PROGRAM, module],
    { encoding: 'utf8' },
  );
  expect(JSON.parse(output)).toEqual([['Error: lost'], []]);
});
