import type { EventEmission, SpanEmission, TelemetryPort } from '@quantbot/core';

/** Ends of the names of fields whose values nobody may see, in lower case and without separators. */
const SECRET_ENDS = [
  'apikey',
  'authorization',
  'cookie',
  'keypair',
  'mnemonic',
  'passphrase',
  'password',
  'privatekey',
  'secret',
  'secretkey',
  'seed',
  'accesstoken',
  'bearertoken',
] as const;

/** What stands where a secret stood. */
const REDACTED = '[redacted]';

/** Deepest level of a context that is looked through; what lies deeper is left out. */
const DEPTH_MAX = 3;

/**
 * Keeps secrets away from a telemetry adapter: fields that are named like a secret, and of every URL
 * all but scheme and host, because user, path and query of a node's URL often carry its key. Nothing
 * of ours emits either; this is for what a library puts into the text of an error.
 */
export function scrubTelemetry(telemetry: TelemetryPort): TelemetryPort {
  return {
    // Labels are bounded by their table.
    emitMetric: (metric) => {
      telemetry.emitMetric(metric);
    },
    emitEvent: (event) => {
      telemetry.emitEvent(scrubEvent(event));
    },
    emitSpan: (span) => {
      telemetry.emitSpan(scrubSpan(span));
    },
    endSpan: (span) => {
      telemetry.endSpan(scrubSpan(span));
    },
    startSpan: (name, operation) => telemetry.startSpan(name, operation),
  };
}

const URL_TEXT = /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#]*@)?([^\s/?#@]+)[^\s]*/giu;

/** A text whose URLs are cut down to scheme and host. */
export function scrubText(text: string): string {
  return text.includes('://') ? text.replace(URL_TEXT, '$1$2') : text;
}

function scrubEvent(event: EventEmission): EventEmission {
  const { message, context, error } = event;
  return {
    ...event,
    message: scrubText(message),
    ...(context === undefined ? {} : { context: scrubFields(context, 0) }),
    ...(error === undefined
      ? {}
      : {
          error: {
            ...error,
            message: scrubText(error.message),
            ...(error.stack === undefined ? {} : { stack: scrubText(error.stack) }),
          },
        }),
  };
}

function scrubSpan(span: SpanEmission): SpanEmission {
  const { attributes } = span;
  if (attributes === undefined) return span;
  return { ...span, attributes: scrubFields(attributes, 0) as NonNullable<typeof attributes> };
}

function scrubFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isSecretName(name) ? REDACTED : scrubValue(value, depth),
    ]),
  );
}

/** `jupiterApiKey`, `x-api-key` and `API_KEY` all end alike. */
function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  return SECRET_ENDS.some((end) => plain.endsWith(end));
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return REDACTED;
  if (Array.isArray(value)) return value.map((entry) => scrubValue(entry, depth + 1));
  // Bytes may be a key; nobody reads them in a log.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return REDACTED;
  if (value instanceof Error) return scrubText(`${value.name}: ${value.message}`);
  return scrubFields(value, depth + 1);
}
