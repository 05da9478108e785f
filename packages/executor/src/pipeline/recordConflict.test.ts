import { fault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { createFakeParts } from '../testing/fakeParts.ts';
import { recordConflict } from './recordConflict.ts';

it('ends the trade, holds the wallet and raises an alert', async () => {
  const { parts, sign, events, journal } = await createFakeParts();
  const { tradeId, attempt } = sign();
  const { signature } = attempt;
  parts.ledger.reserve(tradeId, 7n);
  const detail = 'a deficit';
  const problem = fault('FILL__MISMATCH', { signature, detail });
  recordConflict(parts, parts.log.current(tradeId), { signature, detail, problem });
  expect(parts.log.current(tradeId)).toMatchObject({
    status: 'conflicted',
    errorCode: 'FILL__MISMATCH',
    result: { success: false, status: 'conflicted', txSignature: signature },
  });
  expect(parts.hold.reason()).toMatchObject({
    code: 'RISK__CONFLICT_UNRESOLVED',
    context: { key: 'key-1' },
  });
  expect(parts.ledger.reservedBesides('another')).toBe(0n);
  expect(events).toMatchObject([{ name: 'execution.trade.conflicted', level: 'error' }]);
  // The next process holds the wallet by the journal alone.
  expect(journal.conflicts().map(({ tradeId: known }) => known)).toEqual([tradeId]);
});
