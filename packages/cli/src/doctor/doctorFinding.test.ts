import { expect, it } from 'vitest';

import { totalsOf, type DoctorFinding } from './doctorFinding.ts';

it('counts verdicts', () => {
  const finding = (verdict: DoctorFinding['verdict']): DoctorFinding => {
    return { area: 'disk', subject: '', verdict, found: '' };
  };
  const findings = (['ok', 'fail', 'ok', 'warn', 'ok'] as const).map(finding);
  expect(totalsOf(findings)).toEqual({ ok: 3, warn: 1, fail: 1 });
});
