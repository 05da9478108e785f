import { expect, it } from 'vitest';

import { checkGeneratedDocs } from './checkGeneratedDocs.ts';

const page = { path: 'docs/page.md', render: () => '# Title\n\n\ntext' };

it('takes a page that is what the code says, formatted', async () => {
  expect(
    await checkGeneratedDocs([{ path: page.path, text: '# Title\n\ntext\n' }], [page]),
  ).toEqual([]);
});

it('tells a page that is missing from one that is old', async () => {
  const mend = 'Run npm run docs and commit the page.';
  expect(await checkGeneratedDocs([], [page])).toEqual([
    { path: page.path, message: `is missing. ${mend}` },
  ]);
  expect(await checkGeneratedDocs([{ path: page.path, text: 'old' }], [page])).toEqual([
    { path: page.path, message: `is not what the code says. ${mend}` },
  ]);
});
