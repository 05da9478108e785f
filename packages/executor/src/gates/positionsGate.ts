import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** How many tokens may be held at the same time. */
export const positionsGate: AdmissionGate = {
  name: 'positions',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__POSITIONS_EXCEED_MAXIMUM'],
  settings: ['positionsMax'],
  unit: 'tokens',
  fallback: 'no limit',
  rule: 'So many tokens are held or being bought already, and this token is none of them.',
  judge: ({ request, snapshot: { account, position } }, { positionsMax }) => {
    const isHeld = position.units > 0n || position.openCostLamports > 0n;
    const positions = Number(account.positions);
    if (positionsMax === undefined || isHeld || positions < positionsMax) return undefined;
    const mint = request.tokenAddress;
    return fault('RISK__POSITIONS_EXCEED_MAXIMUM', { mint, positions, positionsMax });
  },
};
