import { expect, it } from 'vitest';

import { endpointHealth } from './endpointHealth.ts';

it.each([
  ['unused', 'not used yet', 'faint'],
  ['closed', 'well', 'good'],
  ['well', 'well', 'good'],
  ['open', 'resting', 'warn'],
  ['resting', 'resting', 'warn'],
  ['half-open', 'on trial', 'warn'],
  ['gone', 'gone', 'bad'],
])('calls a circuit that is %s "%s"', (circuit, word, tone) => {
  expect(endpointHealth({ label: 'a', kind: 'node', circuit })).toMatchObject({ word, tone });
});

it('finds what went wrong last, as text or as an object', () => {
  const endpoint = { label: 'a', kind: 'node', circuit: 'open' };
  expect(endpointHealth({ ...endpoint, lastError: '429' }).trouble).toBe('429');
  expect(endpointHealth({ ...endpoint, lastError: { reason: 'refused' } }).trouble).toBe('refused');
  expect(endpointHealth({ ...endpoint, lastError: null }).trouble).toBeUndefined();
});
