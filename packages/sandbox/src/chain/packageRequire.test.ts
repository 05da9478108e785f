import { expect, it } from 'vitest';

import { packageRequire } from './packageRequire.ts';

it('loads and finds what this package has and depends on', () => {
  const require = packageRequire();
  expect(require('./package.json')).toMatchObject({ name: '@quantbot/sandbox' });
  expect(require.resolve('@solana-program/system')).toContain('node_modules');
});
