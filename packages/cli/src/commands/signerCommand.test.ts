import { fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { MINT } from '../testing/records.ts';
import { renderDecision } from './signerCommand.ts';

const SIGNED = {
  kind: 'signed',
  signature: new Uint8Array(64).fill(7),
  side: 'buy',
  mint: MINT,
  lamports: 5n,
} as const;

describe('renderDecision', () => {
  it('tells what was signed and counted, and never the signature', () => {
    expect(renderDecision(SIGNED, false)).toBe(`signed a buy of ${MINT}: 5 lamports counted`);
    expect(renderDecision({ ...SIGNED, lamports: 0n }, false)).toContain('counted once');
    expect(JSON.parse(renderDecision(SIGNED, true))).toEqual({
      kind: 'signed',
      side: 'buy',
      mint: MINT,
      lamports: '5',
    });
  });

  it('tells why nothing was', () => {
    const cap = { cap: 'hourLamportsMax', wanted: 2n, used: 1n, max: 2n };
    const problem = fault('SIGNER__CAP_EXCEEDED', cap);
    const decision = { kind: 'refused', problem } as const;
    expect(renderDecision(decision, false)).toMatch(/^refused SIGNER__CAP_EXCEEDED: .*is 2; 1/u);
    expect(JSON.parse(renderDecision(decision, true))).toMatchObject({
      kind: 'refused',
      code: 'SIGNER__CAP_EXCEEDED',
    });
  });
});
