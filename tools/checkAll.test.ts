import { expect, it } from 'vitest';

import { checkAll } from './checkAll.ts';

it('prints a line for each check and one for each problem', async () => {
  const { lines, problemCount } = await checkAll([], {
    names: () => [],
    docs: () => Promise.resolve([{ path: 'docs/a.md', message: 'is missing. Write it.' }]),
  });
  expect(lines).toEqual(['ok   names', 'FAIL docs', '     docs/a.md is missing. Write it.']);
  expect(problemCount).toBe(1);
});
