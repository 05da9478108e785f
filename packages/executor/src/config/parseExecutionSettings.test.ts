import { isExecutionError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { checkSettings, parseExecutionSettings } from './parseExecutionSettings.ts';

const SOURCE = 'quantbot.json';
const LIMITS = { tradeLamportsMax: 1, solReserveLamportsMin: 2, openTradesMax: 3 };

function refusalOf(settings: unknown) {
  try {
    checkSettings(settings, SOURCE);
  } catch (cause) {
    if (isExecutionError(cause)) return { code: cause.code, context: cause.context };
  }
  throw new Error('it was not refused');
}

function problemsOf(settings: unknown): readonly string[] {
  const { code, context } = refusalOf(settings);
  expect(code).toBe('CONFIG__FIELD_INVALID');
  return context['problems'] as readonly string[];
}

describe('parseExecutionSettings', () => {
  it('reads a file with every kind of field', () => {
    const text = JSON.stringify({
      cluster: 'devnet',
      rpcEndpoints: [{ url: 'https://a.example', operator: 'A' }, { url: 'http://b.example' }],
      limits: LIMITS,
      slippageBps: 50,
      tipPercentile: 95,
      allowSingleWitness: true,
    });
    expect(parseExecutionSettings(text, SOURCE)).toEqual({
      cluster: 'devnet',
      rpcEndpoints: [{ url: 'https://a.example', operator: 'A' }, { url: 'http://b.example' }],
      limits: { tradeLamportsMax: 1n, solReserveLamportsMin: 2n, openTradesMax: 3 },
      slippageBps: 50,
      tipPercentile: 95,
      allowSingleWitness: true,
    });
  });

  it('takes an empty object', () => {
    expect(parseExecutionSettings('{}', SOURCE)).toEqual({});
  });

  it.each(['[]', 'null', '"text"', '7', 'true'])('refuses %s, which is no object', (text) => {
    expect(() => parseExecutionSettings(text, SOURCE)).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FILE_MALFORMED',
        context: { path: SOURCE, reason: 'it is not an object' },
      }),
    );
  });

  it('refuses a limit that is said twice, of which the wider one would hold', () => {
    const text = '{"limits":{"tradeLamportsMax":"1","tradeLamportsMax":"999999999999"}}';
    expect(() => parseExecutionSettings(text, SOURCE)).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FILE_MALFORMED',
        context: { path: SOURCE, reason: expect.stringContaining('twice tradeLamportsMax,') },
      }),
    );
  });

  it.each(['', '{', "{'a':1}", '{"a":1,}'])('refuses %j, which is no JSON', (text) => {
    expect(() => parseExecutionSettings(text, SOURCE)).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FILE_MALFORMED',
        context: expect.objectContaining({ path: SOURCE }),
      }),
    );
  });

  it.each(['dryRun', 'enableIdempotency', 'jupiterApiKey', 'clock', 'rpcEndpoint', '__proto__'])(
    'knows no field %s: a file switches nothing on',
    (field) => {
      expect(() => parseExecutionSettings(`{"${field}": false}`, SOURCE)).toThrow(
        expect.objectContaining({
          code: 'CONFIG__FIELD_UNKNOWN',
          context: { source: SOURCE, fields: [field] },
        }),
      );
    },
  );
});

describe('checkSettings', () => {
  it('names every unknown field with its path, before anything else', () => {
    const settings = {
      tradeLamportMax: 1,
      slippageBps: -1,
      limits: { ...LIMITS, openTradeMax: 1 },
      rpcEndpoints: [{ url: 'https://a.example' }, { url: 'https://b.example', opertor: 'B' }],
    };
    const { code, context } = refusalOf(settings);
    expect(code).toBe('CONFIG__FIELD_UNKNOWN');
    expect(new Set(context['fields'] as string[])).toEqual(
      new Set(['tradeLamportMax', 'limits.openTradeMax', 'rpcEndpoints.1.opertor']),
    );
  });

  it('names everything that is wrong at once', () => {
    const problems = problemsOf({
      cluster: 'mainnet',
      slippageBps: 10_001,
      limits: { tradeLamportsMax: -1, openTradesMax: 0 },
      rpcEndpoints: [{ url: 'ftp://a.example' }],
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'cluster',
      'rpcEndpoints.0.url',
      'limits.tradeLamportsMax',
      'limits.solReserveLamportsMin',
      'limits.openTradesMax',
      'slippageBps',
    ]);
  });

  it('says what is missing, and what was found where it shows no address', () => {
    const problems = problemsOf({
      rpcEndpoints: [{ url: 'ftp://a.example/?api-key=s3cr3t' }],
      limits: { tradeLamportsMax: '1.5', openTradesMax: 0 },
    });
    expect(problems).toEqual([
      'rpcEndpoints.0.url: expected a URL that begins with http:// or https://',
      'limits.tradeLamportsMax: expected whole lamports, in JSON as digits in quotes, found "1.5"',
      'limits.solReserveLamportsMin: is missing',
      'limits.openTradesMax: Too small: expected number to be >=1, found 0',
    ]);
  });

  it('has no key for what is not set', () => {
    expect(Object.keys(checkSettings({ maxRetries: undefined }, SOURCE))).toEqual([]);
  });
});
