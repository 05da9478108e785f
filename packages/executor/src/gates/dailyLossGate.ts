import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** What a day may lose. */
export const dailyLossGate: AdmissionGate = {
  name: 'dailyLoss',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__DAILY_LOSS_EXCEEDS_MAXIMUM'],
  settings: ['dailyLossLamportsMax', 'riskTimeZone'],
  unit: 'lamports a day',
  fallback: 'no limit; days of UTC',
  rule:
    "Today's realised loss, what open trades may lose and the fees of this trade would be above " +
    'it. Gains of ended trades count against losses, those of open trades do not.',
  judge: ({ snapshot: { today, account }, reserved }, { dailyLossLamportsMax }) => {
    if (dailyLossLamportsMax === undefined) return undefined;
    const { realisedLamports } = today;
    const realisedLoss = realisedLamports < 0n ? -realisedLamports : 0n;
    const lossLamports = realisedLoss + account.openLossLamports;
    const { feeLamports: lamports } = reserved;
    return lossLamports + lamports > dailyLossLamportsMax
      ? fault('RISK__DAILY_LOSS_EXCEEDS_MAXIMUM', { lossLamports, lamports, dailyLossLamportsMax })
      : undefined;
  },
};
