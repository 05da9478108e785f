import { fault, faultResult } from '@quantbot/core';
import { expect, it } from 'vitest';

import { LANDED, plain } from '../testing/records.ts';
import { renderResolved } from './renderResolved.ts';

it('shows the answer that the trade has from now on', () => {
  const text = plain(renderResolved('entry', { ...LANDED, status: 'resolved' }));
  expect(text).toMatch(/^✔ entry is resolved; its answer from now on:\n✔ resolved/u);
});

it('shows why a decision was not taken', () => {
  const context = { key: 'entry', status: 'executing', reason: 'it can still land' };
  const refused = faultResult(fault('RESOLVE__STATE_NOT_ALLOWED', context), {
    status: 'executing',
  });
  const text = plain(renderResolved('entry', refused));
  expect(text).toMatch(/^✖ entry is not resolved; nothing was changed\.\n✖ RESOLVE__STATE/u);
  const again = plain(renderResolved('entry', { ...refused, status: 'resolved' }));
  expect(again).toContain('is not resolved');
});
