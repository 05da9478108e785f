import type { PreparedRecord } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { renderPrepared } from './renderPrepared.ts';

const PREPARED: PreparedRecord = {
  number: 2,
  status: 'prepared',
  messageBase64: 'AQID',
  blockhash: 'b',
  deathHeight: '1182',
  signedAtSlot: '1000',
  tokenDecimals: 6,
  tokenProgram: 't',
  amountIn: '1',
  quotedOut: '2',
  minimumOut: '2',
  baseFeeLamports: '5000',
  priorityFeeLamports: '0',
  tipLamports: '0',
  tokenAccount: 'a',
  wrappedSolAccount: 'w',
  venue: 'v',
  slippageBps: 100,
};

describe('renderPrepared', () => {
  it('says until when it may land', () => {
    expect(renderPrepared(PREPARED)).toBe(
      '  2  prepared, may be signed, and then can land until block height 1182',
    );
  });

  it('says what the signer came to, and why nobody can prove its death', () => {
    const text = renderPrepared({
      ...PREPARED,
      signerReason: 'it did not answer',
      unprovable: 'the history is gone',
    });
    expect(text).toContain('it did not answer');
    expect(text).toContain('cannot be proven dead: the history is gone');
  });

  it('says that it is dead', () => {
    expect(renderPrepared({ ...PREPARED, status: 'expired' })).toBe('  2  expired, proven dead');
  });
});
