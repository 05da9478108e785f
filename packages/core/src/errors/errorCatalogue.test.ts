import { describe, expect, it } from 'vitest';

import { describeError, ERROR_CODES, errorCatalogue, isErrorCode } from './errorCatalogue.ts';
import { renderError } from './executionError.ts';

/** Stands in for any context: every property is a value of every kind a message may need. */
const anyContext = new Proxy({}, { get: (_target, name) => [String(name)] }) as never;

describe('the catalogue', () => {
  it('has sorted, unique codes', () => {
    expect(ERROR_CODES.toSorted()).toEqual(ERROR_CODES);
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    expect(ERROR_CODES).toEqual(Object.keys(errorCatalogue).toSorted());
  });

  it.each(ERROR_CODES)('%s is written as a stage and a fact', (code) => {
    expect(code).toMatch(/^[A-Z]+__[A-Z0-9]+(?:_[A-Z0-9]+)*$/u);
  });

  it.each(ERROR_CODES)('%s says what happened and what to do', (code) => {
    const descriptor = describeError(code);
    expect(descriptor.message(anyContext)).toMatch(/^\S.*\.$/su);
    expect(descriptor.action).toMatch(/^[A-Z].*\.$/u);
  });

  it.each(ERROR_CODES)('%s gives advice that fits its outcome', (code) => {
    const { outcome, retry } = describeError(code);
    const fitting = {
      denied: ['fix', 'same-key', 'new-key'],
      failed: ['new-key'],
      unknown: ['ask-again'],
      configuration: ['fix', 'same-key'],
      note: ['none'],
      internal: ['ask-again'],
    }[outcome];
    expect(fitting).toContain(retry);
  });

  it('loses no code when its tables are joined', () => {
    expect(ERROR_CODES.length).toBeGreaterThan(80);
  });
});

describe('isErrorCode', () => {
  it('knows codes and nothing that objects bring along', () => {
    expect(isErrorCode('BREAKER__OPEN')).toBe(true);
    expect(isErrorCode('BREAKER__SHUT')).toBe(false);
    expect(isErrorCode('toString')).toBe(false);
    expect(isErrorCode('__proto__')).toBe(false);
  });
});

describe('error texts', () => {
  it('tells the smallest unit from an amount that could be floored', () => {
    const values = { amount: '1e-10', decimals: 9 };
    expect(
      renderError('VALIDATE__AMOUNT_PRECISION_EXCEEDS', { ...values, floored: '0' }),
    ).toMatchInlineSnapshot(
      `"Amount 1e-10 has more than the 9 decimals there are; it is less than the smallest unit. Round it yourself, for example with floorAmount(value, decimals)."`,
    );
    expect(
      renderError('VALIDATE__AMOUNT_PRECISION_EXCEEDS', {
        amount: '1.0000000019',
        decimals: 9,
        floored: '1.000000001',
      }),
    ).toMatchInlineSnapshot(
      `"Amount 1.0000000019 has more than the 9 decimals there are; 1.000000001 would pass. Round it yourself, for example with floorAmount(value, decimals)."`,
    );
  });

  it('says of an unknown outcome until when it is open', () => {
    expect(
      renderError('CONFIRM__OUTCOME_UNKNOWN', { signature: '5igNature', deathHeight: 312n }),
    ).toMatchInlineSnapshot(
      `"The outcome of 5igNature is not known yet; it can land until block height 312. Repeat with the same key to see it through; never trade again under another key."`,
    );
  });

  it('names the field and both values of a mismatch', () => {
    expect(
      renderError('IDEMPOTENCY__REQUEST_MISMATCH', {
        key: 'dca-17',
        field: 'side',
        stored: 'buy',
        requested: 'sell',
      }),
    ).toMatchInlineSnapshot(
      `"Key "dca-17" names a trade with another side: buy then, sell now. Use a new key for a new trade; a key names one trade for ever."`,
    );
  });

  it('leaves an empty log out of a failed simulation', () => {
    const reason = 'custom error 7';
    expect(renderError('SIMULATE__FAILED', { reason, logs: [] })).toMatchInlineSnapshot(
      `"The simulation of the transaction failed: custom error 7. Nothing was sent. Repeat when the cause is gone."`,
    );
    expect(
      renderError('SIMULATE__FAILED', { reason, logs: ['first', 'Program failed'] }),
    ).toMatchInlineSnapshot(
      `"The simulation of the transaction failed: custom error 7; last log: Program failed. Nothing was sent. Repeat when the cause is gone."`,
    );
  });

  it('lists every missing limit', () => {
    expect(
      renderError('CONFIG__LIMITS_MISSING', { missing: ['tradeLamportsMax', 'openTradesMax'] }),
    ).toMatchInlineSnapshot(
      `"Live trading without explicit limits is refused; missing: tradeLamportsMax, openTradesMax. Set them under "limits" in the configuration, or stay in dry-run."`,
    );
  });

  it('says how long an open breaker stays open', () => {
    expect(
      renderError('BREAKER__OPEN', { consecutiveFailures: 5, retryAfterMs: 60_000 }),
    ).toMatchInlineSnapshot(
      `"The circuit breaker is open after 5 consecutive failures; it lets a trade through again in 60000 ms. Find out why trades fail before you repeat them."`,
    );
  });
});
