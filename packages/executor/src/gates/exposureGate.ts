import { fault } from '@quantbot/core';

import { costOf, type AdmissionGate } from './gate.ts';

/** What all tokens together may cost. */
export const exposureGate: AdmissionGate = {
  name: 'exposure',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__EXPOSURE_EXCEEDS_MAXIMUM'],
  settings: ['exposureLamportsMax'],
  unit: 'lamports',
  fallback: 'no limit',
  rule:
    'The cost of all positions, of all open buys and of this trade, each with every cost, would ' +
    'be above it. An open sell still counts as held.',
  judge: ({ request, snapshot, reserved }, { exposureLamportsMax }) => {
    if (exposureLamportsMax === undefined) return undefined;
    const exposureLamports = snapshot.account.costLamports + snapshot.account.openCostLamports;
    const lamports = costOf(request, reserved);
    return exposureLamports + lamports > exposureLamportsMax
      ? fault('RISK__EXPOSURE_EXCEEDS_MAXIMUM', { exposureLamports, lamports, exposureLamportsMax })
      : undefined;
  },
};
