import { parseArgs } from 'node:util';

import { renderStressReport } from './renderStressReport.ts';
import { runEmbeddedStress } from './runEmbeddedStress.ts';
import { runModelStress } from './runModelStress.ts';
import { runResumeStress } from './runResumeStress.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trades: { type: 'string' },
    wallets: { type: 'string' },
    tokens: { type: 'string' },
    'slot-ms': { type: 'string' },
    sends: { type: 'string', default: '250' },
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
  // Each adapter remembers a thousand ended trades: few wallets show soon whether memory is flat.
  model: async () =>
    runModelStress({
      trades: wholeNumber('trades', values.trades ?? '20000'),
      wallets: wholeNumber('wallets', values.wallets ?? '4'),
      tokens: wholeNumber('tokens', values.tokens ?? '16'),
      slotMs: wholeNumber('slot-ms', values['slot-ms'] ?? '200'),
    }),
  embedded: async () =>
    runEmbeddedStress({
      trades: wholeNumber('trades', values.trades ?? '1000'),
      wallets: wholeNumber('wallets', values.wallets ?? '5'),
      tokens: wholeNumber('tokens', values.tokens ?? '8'),
      slotMs: wholeNumber('slot-ms', values['slot-ms'] ?? '400'),
      sendsPerSecondMax: wholeNumber('sends', values.sends),
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
