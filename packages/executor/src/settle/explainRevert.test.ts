import { expect, it } from 'vitest';

import { revertedTransaction } from '../testing/madeUpTransaction.ts';
import { madeUpAddress, PLAN, PLAN_DECODER } from '../testing/tradeFixtures.ts';
import { explainRevert } from './explainRevert.ts';

const decoders = new Map([[PLAN.swapProgram as string, PLAN_DECODER]]);

it('tells slippage by the number of the program that was traded through', () => {
  expect(explainRevert('signature', revertedTransaction(), decoders)).toMatchObject({
    code: 'CONFIRM__SLIPPAGE_EXCEEDED',
    context: { signature: 'signature', program: PLAN.swapProgram, customErrorCode: 6001 },
  });
});

it.each([
  ['the same number of another program', madeUpAddress(99), '0x1771'],
  ['another number of the program', PLAN.swapProgram, '0x1'],
])('takes %s for a failure of its own', (_name, program, code) => {
  const logs = [`Program ${program} failed: custom program error: ${code}`];
  const explained = explainRevert('signature', revertedTransaction({ logs }), decoders);
  expect(explained).toMatchObject({
    code: 'CONFIRM__REVERTED',
    context: { signature: 'signature' },
  });
  expect(explained.message).toContain(program);
});

it('repeats the error of the chain where no program speaks', () => {
  const silent = revertedTransaction({ logs: [], error: '"InsufficientFundsForRent"' });
  expect(explainRevert('signature', silent, decoders).context).toEqual({
    signature: 'signature',
    reason: '"InsufficientFundsForRent"',
  });
  const unexplained = revertedTransaction({ logs: [], error: null });
  expect(explainRevert('signature', unexplained, decoders).context).toMatchObject({
    reason: 'no reason given',
  });
});
