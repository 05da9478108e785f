import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** What a day may pay to land. */
export const dailyFeesGate: AdmissionGate = {
  name: 'dailyFees',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__DAILY_FEES_EXCEED_MAXIMUM'],
  settings: ['dailyFeeLamportsMax', 'riskTimeZone'],
  unit: 'lamports a day',
  fallback: 'no limit; days of UTC',
  rule:
    'The fees and tips that today has paid, that open trades may pay and that every attempt of ' +
    'this trade may pay would be above it.',
  judge: ({ snapshot: { today, account }, reserved }, { dailyFeeLamportsMax }) => {
    if (dailyFeeLamportsMax === undefined) return undefined;
    const feeLamports = today.feeLamports + account.openFeeLamports;
    const { feeLamports: lamports } = reserved;
    return feeLamports + lamports > dailyFeeLamportsMax
      ? fault('RISK__DAILY_FEES_EXCEED_MAXIMUM', { feeLamports, lamports, dailyFeeLamportsMax })
      : undefined;
  },
};
