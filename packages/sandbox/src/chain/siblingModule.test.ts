import { expect, it } from 'vitest';

import { siblingModule } from './siblingModule.ts';

it('keeps the extension of the module that asks', () => {
  const fromSources = siblingModule('file:///product/src/chain/startChain.ts', 'chainProcess');
  expect(fromSources).toBe('/product/src/chain/chainProcess.ts');
  const fromBuild = siblingModule('file:///product/dist/chain/startChain.js', 'chainProcess');
  expect(fromBuild).toBe('/product/dist/chain/chainProcess.js');
});

it('ignores a query that a loader appended', () => {
  const found = siblingModule('file:///product/src/startChain.ts?v=2', 'chainProcess');
  expect(found).toBe('/product/src/chainProcess.ts');
});
