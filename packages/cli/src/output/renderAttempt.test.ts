import type { AttemptRecord, TradeEvent } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { ATTEMPT, journalled, plain, SIGNATURE } from '../testing/records.ts';
import { renderAttempt } from './renderAttempt.ts';

function text(changes: Partial<AttemptRecord>, events: readonly TradeEvent[] = []): string {
  return plain(renderAttempt({ ...ATTEMPT, ...changes }, journalled(events)));
}

const expired: TradeEvent = {
  name: 'AttemptExpired',
  signature: SIGNATURE,
  deathHeight: '229',
  witnesses: [
    {
      label: 'https://rpc-a.example',
      operator: 'a',
      finalizedHeight: '230',
      statusSlot: '261',
      firstAvailableSlot: '0',
    },
    {
      label: 'https://rpc-b.example',
      operator: 'b',
      finalizedHeight: '1234',
      statusSlot: '2',
      firstAvailableSlot: '17',
    },
  ],
};

describe('renderAttempt', () => {
  it('shows the evidence of a death: operators, nodes, heights and slots', () => {
    expect(text({ status: 'expired' }, [expired])).toMatchInlineSnapshot(`
      "  1  expired, proven dead
           3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK
           dead above block height 229, told by 2 operators:
           operator  node                   finalized height  not found at slot  history from slot
           a         https://rpc-a.example  230               261                0
           b         https://rpc-b.example  1234              2                  17"
    `);
  });

  it('shows the evidence of its own death only', () => {
    const shown = text({ status: 'expired', signature: 'another' }, [expired]);
    expect(shown).toBe('  1  expired, proven dead\n     another');
  });

  it.each<[AttemptRecord['status'], Partial<AttemptRecord>, string]>([
    ['signed', {}, 'signed, can land until block height 229'],
    ['submitted', {}, 'submitted, can land until block height 229'],
    ['in_doubt', {}, 'in_doubt, can land until block height 229'],
    ['landed', { landedSlot: '42' }, 'landed in slot 42'],
    ['confirmed', { landedSlot: '42', lane: 'jito' }, 'confirmed in slot 42 by jito'],
    ['confirmed', {}, 'confirmed'],
    [
      'reverted',
      { revertCode: 'CONFIRM__SLIPPAGE_EXCEEDED' },
      'reverted, CONFIRM__SLIPPAGE_EXCEEDED',
    ],
  ])('says of %s with %o what it means', (status, changes, words) => {
    expect(text({ ...changes, status })).toBe(`  1  ${words}\n     ${SIGNATURE}`);
  });

  it('says why a death cannot be proven', () => {
    const unprovable = 'the history of both nodes begins after it was signed';
    expect(text({ unprovable })).toContain(`\n     cannot be proven dead: ${unprovable}`);
  });
});
