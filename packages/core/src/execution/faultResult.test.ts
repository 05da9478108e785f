import { describe, expect, it } from 'vitest';

import { fault } from '../errors/fault.ts';
import { faultResult } from './faultResult.ts';

describe('faultResult', () => {
  it('writes a denial with the fate of its key', () => {
    expect(faultResult(fault('BREAKER__OPEN', { consecutiveFailures: 5, retryAfterMs: 10 })))
      .toMatchInlineSnapshot(`
      {
        "error": "The circuit breaker is open after 5 consecutive failures; it lets a trade through again in 10 ms. Find out why trades fail before you repeat them.",
        "errorCode": "BREAKER__OPEN",
        "keyReusable": true,
        "success": false,
      }
    `);
    const expired = fault('DEADLINE__EXPIRED', { deadlineMs: 1, lateMs: 2 });
    expect(faultResult(expired).keyReusable).toBe(false);
  });

  it('tells the fate of the key in every denial, whatever is wrong', () => {
    const broken = fault('JOURNAL__UNAVAILABLE', { path: 'data', reason: 'disk I/O error' });
    expect(faultResult(broken, { status: 'denied' }).keyReusable).toBe(true);
    const foreign = fault('EXECUTOR__CLOSED');
    expect(faultResult(foreign, { status: 'denied' }).keyReusable).toBeDefined();
  });

  it('never frees the key of a trade that was signed', () => {
    const refused = fault('BREAKER__OPEN', { consecutiveFailures: 5, retryAfterMs: 10 });
    expect(faultResult(refused, { status: 'failed' }).keyReusable).toBe(false);
  });

  it('says nothing of the key when something was signed', () => {
    const unknown = fault('CONFIRM__OUTCOME_UNKNOWN', { signature: 's', deathHeight: 7n });
    expect(faultResult(unknown, { txSignature: 's', deathHeight: 7 })).toEqual({
      success: false,
      error: unknown.message,
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: 's',
      deathHeight: 7,
    });
  });
});
