import { parseArgs } from 'node:util';

import { crashFigures, renderCrashReport } from './renderCrashReport.ts';
import { runCrashSuite } from './runCrashSuite.ts';

const SEED_MAX = 2 ** 31;
/** 300 kills in ten minutes, and time for the chains to start and for the last trades to end. */
const SECONDS_PER_KILL = 2;
const SECONDS_MIN = 120;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string' },
    chains: { type: 'string', default: '3' },
    wallets: { type: 'string', default: '2' },
    'slot-ms': { type: 'string', default: '20' },
    'budget-seconds': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw new RangeError(`--${name} is "${text}"; it must be a whole number from ${minimum}`);
}

const kills = wholeNumber('kills', values.kills, 1);
const budget = String(Math.max(SECONDS_MIN, kills * SECONDS_PER_KILL));
const report = await runCrashSuite({
  kills,
  seed: wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * SEED_MAX)), 0),
  chains: wholeNumber('chains', values.chains, 1),
  wallets: wholeNumber('wallets', values.wallets, 1),
  slotMs: wholeNumber('slot-ms', values['slot-ms'], 10),
  budgetMs: wholeNumber('budget-seconds', values['budget-seconds'] ?? budget, 1) * 1_000,
});
console.log(values.json ? JSON.stringify(crashFigures(report)) : renderCrashReport(report));
const isGood = report.tally.violations.length === 0 && report.shortfalls.length === 0;
process.exitCode = isGood ? 0 : 1;
