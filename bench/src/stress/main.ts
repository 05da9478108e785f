import { parseArgs } from 'node:util';

import { renderStressReport } from './renderStressReport.ts';
import { runEmbeddedStress } from './runEmbeddedStress.ts';
import { runModelStress } from './runModelStress.ts';
import { runResumeStress } from './runResumeStress.ts';
import { runServerStress } from './runServerStress.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trades: { type: 'string' },
    wallets: { type: 'string' },
    tokens: { type: 'string' },
    'slot-ms': { type: 'string' },
    sends: { type: 'string', default: '250' },
    seconds: { type: 'string' },
    'per-second': { type: 'string', default: '200' },
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
  server: async () =>
    runServerStress({
      ...serverLoad('16'),
      seconds: wholeNumber('seconds', values.seconds ?? '60'),
    }),
  'server-killed': async () => {
    const seconds = wholeNumber('seconds', values.seconds ?? '20');
    // What was repeated comes all at once, and each token lets only so many trades wait.
    return runServerStress({ ...serverLoad('24'), seconds, killAfterSeconds: seconds / 2 });
  },
};

function serverLoad(tokens: string) {
  return {
    requestsPerSecond: wholeNumber('per-second', values['per-second']),
    tokens: wholeNumber('tokens', values.tokens ?? tokens),
    slotMs: wholeNumber('slot-ms', values['slot-ms'] ?? '400'),
  };
}

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
