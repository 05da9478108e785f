import { parseArgs } from 'node:util';

import { NETWORK_PLANS } from './networkPlans.ts';
import { payUnderFaults } from './payUnderFaults.ts';
import { payFigures, renderPayReport } from './renderPayReport.ts';

const { values } = parseArgs({
  options: {
    trades: { type: 'string', default: '160' },
    seed: { type: 'string', default: '1' },
    'slot-ms': { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});

const AT_ONCE = 8;

for (const plan of NETWORK_PLANS) {
  const report = await payUnderFaults({
    plan,
    trades: Number(values.trades),
    atOnce: AT_ONCE,
    seed: Number(values.seed),
    slotMs: Number(values['slot-ms']),
  });
  console.log(values.json ? JSON.stringify(payFigures(report)) : renderPayReport(report));
  const { paidTwiceOrMore, toldFailedThoughPaid, strangers } = payFigures(report);
  if (paidTwiceOrMore + toldFailedThoughPaid + strangers > 0) process.exitCode = 1;
}
