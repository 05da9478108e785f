import { parseArgs } from 'node:util';

import { renderStressReport } from './renderStressReport.ts';
import { runModelStress } from './runModelStress.ts';
import { runResumeStress } from './runResumeStress.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trades: { type: 'string' },
    // Each adapter remembers a thousand ended trades: few wallets show soon whether memory is flat.
    wallets: { type: 'string', default: '4' },
    tokens: { type: 'string', default: '32' },
    'slot-ms': { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`--${name} is "${text}"; it must be a whole number above 0`);
}

/** Each run by its name; without one all run, one after the other. */
const RUNS: Readonly<Record<string, () => Promise<{ readonly violations: readonly string[] }>>> = {
  model: async () =>
    runModelStress({
      trades: wholeNumber('trades', values.trades ?? '20000'),
      wallets: wholeNumber('wallets', values.wallets),
      tokens: wholeNumber('tokens', values.tokens),
      slotMs: wholeNumber('slot-ms', values['slot-ms']),
    }),
  resume: async () => runResumeStress({ trades: wholeNumber('trades', values.trades ?? '10000') }),
};

const names = positionals.length === 0 ? Object.keys(RUNS) : positionals;
for (const name of names) {
  const run = RUNS[name];
  if (run === undefined) {
    throw new RangeError(`"${name}" is no run; there are ${Object.keys(RUNS).join(', ')}`);
  }
  const report = await run();
  console.log(
    values.json ? JSON.stringify({ run: name, ...report }) : renderStressReport(name, report),
  );
  if (report.violations.length > 0) process.exitCode = 1;
}
