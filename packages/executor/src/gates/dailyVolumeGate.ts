import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** How much a day may trade. */
export const dailyVolumeGate: AdmissionGate = {
  name: 'dailyVolume',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__DAILY_VOLUME_EXCEEDS_MAXIMUM'],
  settings: ['dailyVolumeLamportsMax', 'riskTimeZone'],
  unit: 'lamports a day',
  fallback: 'no limit; days of UTC',
  rule:
    'What today has moved on the SOL side of swaps in either direction, what is open and this ' +
    'trade would be above it. An open sell counts with its quote once it is signed.',
  judge: ({ snapshot: { today, account }, reserved }, { dailyVolumeLamportsMax }) => {
    if (dailyVolumeLamportsMax === undefined) return undefined;
    const volumeLamports = today.volumeLamports + account.openVolumeLamports;
    const { amountLamports: lamports } = reserved;
    return volumeLamports + lamports > dailyVolumeLamportsMax
      ? fault('RISK__DAILY_VOLUME_EXCEEDS_MAXIMUM', {
          volumeLamports,
          lamports,
          dailyVolumeLamportsMax,
        })
      : undefined;
  },
};
