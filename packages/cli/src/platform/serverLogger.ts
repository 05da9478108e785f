import { standardErrorLines } from '@quantbot/workflows';
import { pino, type DestinationStream } from 'pino';

import type { LogLevel } from './logLevels.ts';

/** Names under which a secret could be logged by mistake, at the top and one or two steps below. */
const SECRET_NAMES = [
  'authorization',
  '["proxy-authorization"]',
  'cookie',
  'token',
  'tokens',
  'secret',
  'passphrase',
  'apiKey',
  'jupiterApiKey',
  'wireBase64',
];

/** Paths whose values never reach the log. */
const REDACTED = SECRET_NAMES.flatMap((name) => {
  const step = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${step}`, `*.*${step}`];
});

/**
 * Makes the log of a server: one JSON object a line, on the standard error unless said otherwise.
 * The standard output belongs to the first line. Lines that cannot be written are lost: a full disk
 * or a reader who is stuck must stop no trade.
 */
export function createServerLogger(
  level: LogLevel,
  destination: DestinationStream = standardErrorLines(),
) {
  return pino(
    {
      level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED, censor: '[redacted]' },
    },
    destination,
  );
}
