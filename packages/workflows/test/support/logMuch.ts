import process from 'node:process';

import { createProductionTelemetry } from '../../src/context/createProductionTelemetry.ts';

/** Logs more than a pipe holds, as a trading process does, and says on the standard output that it lives. */
const [logFormat] = process.argv.slice(2) as ['text' | 'json'];
const LINES = 100;

const { port, close } = await createProductionTelemetry({
  logFormat,
  logLevel: 'info',
  metrics: false,
  otlpEndpoint: undefined,
  serviceName: 'quantbot',
});

for (let line = 1; line <= LINES; line += 1) {
  const message = 'x'.repeat(4_096);
  port.emitEvent({ name: 'execution.background.failed', level: 'error', message });
  // The error of a stream comes with a later turn.
  await new Promise(setImmediate);
}
await close();
process.stdout.write(`lived ${LINES}\n`);
