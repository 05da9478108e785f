import { expect, it } from 'vitest';

import { checkInvariants } from './checkInvariants.ts';

const PAGE = 'docs/invariants.md';
const TEST = 'packages/core/src/a.test.ts';
const page = ['## INV-01 One', '', `- \`${TEST}\`: "holds"`, ''].join('\n');
const test = { path: TEST, text: "it('holds', () => {});" };

it('takes a page that agrees with the sources', () => {
  const source = { path: 'packages/core/src/a.ts', text: "const id = 'INV-01';" };
  expect(checkInvariants([{ path: PAGE, text: page }, test, source])).toEqual([]);
});

it('asks for an invariant that only a source names', () => {
  const source = { path: 'packages/core/src/a.ts', text: "const id = 'INV-02'; // INV-02" };
  expect(checkInvariants([{ path: PAGE, text: page }, test, source])).toEqual([
    {
      path: source.path,
      message: `names INV-02, which ${PAGE} does not list. Add it there.`,
    },
  ]);
});

it('notices a proof that is gone', () => {
  expect(checkInvariants([{ path: PAGE, text: page }])).toEqual([
    { path: PAGE, message: `names ${TEST}, which does not exist. Correct the page.` },
  ]);
  expect(
    checkInvariants([
      { path: PAGE, text: page },
      { path: TEST, text: '' },
    ]),
  ).toEqual([{ path: PAGE, message: `names the test "holds", which ${TEST} does not have.` }]);
});

it('holds the page of known weaknesses to the sources as well', () => {
  const weaknesses = { path: 'docs/known-weaknesses.md', text: `| Lies | \`${TEST}\`: "gone" |` };
  expect(checkInvariants([{ path: PAGE, text: page }, test, weaknesses])).toEqual([
    {
      path: weaknesses.path,
      message: `names the test "gone", which ${TEST} does not have.`,
    },
  ]);
});

it('asks for the page', () => {
  expect(checkInvariants([])).toEqual([{ path: PAGE, message: 'is missing. Write it.' }]);
});
