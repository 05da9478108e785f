import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import { scrubTelemetry, scrubText } from './scrubTelemetry.ts';

describe('scrubText', () => {
  it.each([
    ['POST https://user:pw@node.example/?api-key=k1 failed', 'POST https://node.example failed'],
    ['wss://node.example/v2/k1?x=y', 'wss://node.example'],
    ['http://127.0.0.1:8899', 'http://127.0.0.1:8899'],
    ['two: https://a.example/k, https://b.example/k.', 'two: https://a.example https://b.example'],
    ['https://me@home:k1@node.example/x', 'https://node.example'],
    ['nothing to cut', 'nothing to cut'],
  ])('makes of %j %j', (text, scrubbed) => {
    expect(scrubText(text)).toBe(scrubbed);
  });

  it('for all keys keeps none that stands in the path or the query of a URL', () => {
    const key = fc.stringMatching(/^[\w-]{12,40}$/u);
    fc.assert(
      fc.property(key, fc.constantFrom('/', '/?api-key=', '/v2/', '?key=', '#'), (secret, how) => {
        expect(scrubText(`fetch of https://node.example${how}${secret} failed`)).not.toContain(
          secret,
        );
        expect(scrubText(`https://me:${secret}@node.example/ failed`)).not.toContain(secret);
      }),
    );
  });
});

describe('scrubTelemetry', () => {
  it('cuts secrets out of events by the name of their field, at every depth', () => {
    const recording = createRecordingTelemetry();
    scrubTelemetry(recording).emitEvent({
      name: 'n',
      level: 'error',
      message: 'https://node.example/?api-key=k1',
      context: {
        key: 'trade-1',
        lamports: 5n,
        apiKey: 'k1',
        headers: { Authorization: 'Bearer k1', accept: '*/*' },
        bytes: new Uint8Array(64),
        list: ['wss://u:p@node.example/k1'],
        cause: new TypeError('https://node.example/k1'),
        deep: { deep: { deep: { deep: { deep: { deep: 'k1' } } } } },
      },
      error: { message: 'at https://node.example/k1', stack: 'https://node.example/k1' },
    });
    const [event] = recording.events;
    expect(event).toEqual({
      name: 'n',
      level: 'error',
      message: 'https://node.example',
      context: {
        key: 'trade-1',
        lamports: '5',
        apiKey: '[redacted]',
        headers: { Authorization: '[redacted]', accept: '*/*' },
        bytes: '[redacted]',
        list: ['wss://node.example'],
        cause: 'TypeError: https://node.example',
        deep: { deep: { deep: { deep: '[redacted]' } } },
      },
      error: { message: 'at https://node.example', stack: 'https://node.example' },
    });
    expect(JSON.stringify(event)).not.toContain('k1');
  });

  it.each(['jupiterApiKey', 'x-api-key', 'API_KEY', 'signerSecret', 'keystorePassphrase'])(
    'knows %s for the name of a secret',
    (name) => {
      const recording = createRecordingTelemetry();
      const event = { name: 'n', level: 'info', message: 'm' } as const;
      scrubTelemetry(recording).emitEvent({ ...event, context: { [name]: 'k1', key: 'trade-1' } });
      expect(recording.events).toEqual([
        { ...event, context: { [name]: '[redacted]', key: 'trade-1' } },
      ]);
    },
  );

  it('cuts secrets out of spans, and passes metrics on as they are', () => {
    const recording = createRecordingTelemetry();
    const scrubbed = scrubTelemetry(recording);
    const span = { name: 's', operation: 'o', startTime: 1, status: 'ok' } as const;
    scrubbed.emitSpan({ ...span, attributes: { endpoint: 'https://n.example/k1', seed: 'k1' } });
    scrubbed.endSpan(scrubbed.startSpan('s', 'o'));
    scrubbed.emitMetric({ name: 'm', type: 'gauge', value: 1, labels: { a: 'b' } });
    expect(recording.spans[0]?.attributes).toEqual({
      endpoint: 'https://n.example',
      seed: '[redacted]',
    });
    expect(recording.spans[1]).toEqual({ ...span, startTime: 0 });
    expect(recording.metrics).toEqual([{ name: 'm', type: 'gauge', value: 1, labels: { a: 'b' } }]);
  });
});
