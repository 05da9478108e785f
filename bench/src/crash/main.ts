import { parseArgs } from 'node:util';

import { crashFigures, renderCrashReport } from './renderCrashReport.ts';
import { runCrashSuite } from './runCrashSuite.ts';

const SEED_MAX = 2 ** 31;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string' },
    chains: { type: 'string', default: '2' },
    wallets: { type: 'string', default: '2' },
    'slot-ms': { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw new RangeError(`--${name} is "${text}"; it must be a whole number from ${minimum}`);
}

const report = await runCrashSuite({
  kills: wholeNumber('kills', values.kills, 1),
  seed: wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * SEED_MAX)), 0),
  chains: wholeNumber('chains', values.chains, 1),
  wallets: wholeNumber('wallets', values.wallets, 1),
  slotMs: wholeNumber('slot-ms', values['slot-ms'], 10),
});
console.log(values.json ? JSON.stringify(crashFigures(report)) : renderCrashReport(report));
process.exitCode = report.tally.violations.length === 0 ? 0 : 1;
