import { fault, faultResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { LANDED, plain, SIGNATURE } from '../testing/records.ts';
import { renderResult, solText, successText } from './renderResult.ts';

describe('renderResult', () => {
  it('shows a landed trade, whole signature and plain digits', () => {
    expect(plain(renderResult(LANDED))).toMatchInlineSnapshot(`
      "✔ settling: confirmed in a block, finality follows
        signature 3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK
        key             entry
        tokens          50000
        price           0.00002 SOL per token
        with all costs  0.00000002 SOL per token
        below quote     0 basis points
        quoted out      50000000000 base units
        network fee     0.000005 SOL
        priority fee    0.000000049 SOL
        Jito tip        0.00001 SOL
        lane            jito
        slot            42
        finality        confirmed"
    `);
  });

  it('shows a denial: the code, then the reason', () => {
    const problem = fault('RISK__TRADE_EXCEEDS_MAXIMUM', { lamports: 6n, tradeLamportsMax: 5n });
    const denied = faultResult(problem, { idempotencyKey: 'entry', deduplicated: true });
    expect(plain(renderResult(denied))).toMatchInlineSnapshot(`
      "✖ RISK__TRADE_EXCEEDS_MAXIMUM
        A buy of 6 lamports is above tradeLamportsMax 5. Trade less, or raise the limit.
        key           entry
        repeat        yes: an earlier call asked for this
        key reusable  yes"
    `);
  });

  it('says until when an unknown outcome can land', () => {
    const problem = fault('CONFIRM__OUTCOME_UNKNOWN', { signature: SIGNATURE, deathHeight: 229n });
    const unknown = faultResult(problem, { txSignature: SIGNATURE, deathHeight: 229 });
    expect(plain(renderResult(unknown))).toMatchInlineSnapshot(`
      "? CONFIRM__OUTCOME_UNKNOWN
        The outcome of
        3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK is not
        known yet; it can land until block height 229. Repeat with the same key to see it through; never
        trade again under another key.
        signature 3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK
        can land until  block height 229"
    `);
  });

  it('does not say so of what is proven dead', () => {
    const problem = fault('CONFIRM__EXPIRED', { signature: SIGNATURE, deathHeight: 229n });
    const dead = faultResult(problem, { txSignature: SIGNATURE, deathHeight: 229 });
    expect(renderResult(dead)).not.toContain('can land until');
  });

  it('shows a failure without code or reason', () => {
    expect(plain(renderResult({ success: false }))).toBe('✖ failed\n  no reason given');
  });
});

describe('successText', () => {
  it.each([
    [{ dryRun: true, simulated: true }, 'simulated'],
    [{ dryRun: true, status: 'filled' }, 'rehearsed'],
    [{ status: 'settling' }, 'settling'],
    [{ status: 'filled' }, 'filled'],
    [{}, 'done'],
  ] as const)('calls %o %s', (parts, status) => {
    expect(successText({ success: true, ...parts }).status).toBe(status);
  });
});

describe('solText', () => {
  it('writes lamports as SOL, and nothing for nothing', () => {
    expect(solText(1)).toBe('0.000000001 SOL');
    expect(solText(-2_039_280)).toBe('-0.00203928 SOL');
    expect(solText(undefined)).toBeUndefined();
  });
});
