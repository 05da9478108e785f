import { expect, it } from 'vitest';

import { markdownTable } from './markdownTable.ts';

it('writes heads, a rule and rows, and keeps a bar inside its cell', () => {
  expect(markdownTable(['Name', 'Type'], [['size', '25 | 50']])).toBe(
    ['| Name | Type |', '| --- | --- |', String.raw`| size | 25 \| 50 |`].join('\n'),
  );
});
