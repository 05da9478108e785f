import { fault } from '@quantbot/core';

import { costOf, type AdmissionGate } from './gate.ts';

/** What one token may cost. */
export const positionGate: AdmissionGate = {
  name: 'position',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__POSITION_EXCEEDS_MAXIMUM'],
  settings: ['positionLamportsMax'],
  unit: 'lamports',
  fallback: 'no limit',
  rule:
    'The cost of the position in the token, of its open buys and of this trade, each with every ' +
    'cost, would be above it.',
  judge: ({ request, snapshot, reserved }, { positionLamportsMax }) => {
    if (positionLamportsMax === undefined) return undefined;
    const { costLamports, openCostLamports } = snapshot.position;
    const heldLamports = (costLamports > 0n ? costLamports : 0n) + openCostLamports;
    const lamports = costOf(request, reserved);
    return heldLamports + lamports > positionLamportsMax
      ? fault('RISK__POSITION_EXCEEDS_MAXIMUM', {
          mint: request.tokenAddress,
          heldLamports,
          lamports,
          positionLamportsMax,
        })
      : undefined;
  },
};
