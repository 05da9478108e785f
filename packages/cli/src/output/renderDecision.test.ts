import type { TradingChange } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import type { DecisionByJournal } from '../commands/decideTrading.ts';
import { renderDecision } from './renderDecision.ts';

const CHANGE: TradingChange = {
  number: 3,
  atMs: 0,
  state: 'halted',
  origin: 'person',
  by: 'ann',
  reason: 'the venue is odd',
  inFlight: 'reduce-only',
};
const TAKEN: DecisionByJournal = {
  means: 'journal',
  state: 'halted',
  openTrades: 2,
  change: CHANGE,
  tookMs: 4,
  haltFilePath: 'data/HALT',
  inFlight: [
    {
      key: 'entry-1',
      side: 'buy',
      tokenAddress: 'mint',
      signature: '5'.repeat(88),
      deathHeight: '1182',
      isKeptBack: true,
    },
    {
      key: 'exit-1',
      side: 'sell',
      tokenAddress: 'mint',
      signature: '6'.repeat(88),
      deathHeight: '1190',
      isKeptBack: false,
    },
  ],
};

describe('renderDecision', () => {
  it('names what can still land, and until which height', () => {
    expect(renderDecision(TAKEN)).toMatchInlineSnapshot(`
      "✔ trading is halted (decision 3).
        by           ann
        reason       the venue is odd
        held after   4 ms
        open trades  2
        Signed before, and can still land:
        entry-1  buy   55555555…55555555  until block height 1182  not sent again
        exit-1   sell  66666666…66666666  until block height 1190  sent again until then"
    `);
  });

  it('says when nothing can', () => {
    expect(renderDecision({ ...TAKEN, inFlight: [] })).toContain(
      'Nothing that is signed can still land.',
    );
  });

  it('says what still halts', () => {
    const active = { ...CHANGE, state: 'active' } as const;
    const reason = 'the halt file is there';
    const text = renderDecision({ ...TAKEN, change: active, reason, haltFile: 'present' });
    expect(text).toContain('and still halted:\n  the halt file is there');
    expect(text).toContain('Remove data/HALT');
    const held = renderDecision({ ...TAKEN, change: active, reason: 'a conflict' });
    expect(held).toContain('and still halted:\n  a conflict');
    expect(held).not.toContain('data/HALT');
  });

  it('says that the halt file was placed, and why', () => {
    const problem = { code: 'CONTROL__OWNER_UNREACHABLE', message: 'nobody is there' } as const;
    expect(
      renderDecision({ means: 'halt-file', state: 'halted', haltFilePath: 'data/HALT', problem }),
    ).toMatchInlineSnapshot(`
      "✔ trading is halted by the halt file data/HALT.
        The owner of the data directory did not take it: CONTROL__OWNER_UNREACHABLE: nobody is there
        Every process that trades from there signs nothing while the file is there. What is signed
        can land all the same; "quantbot list" shows it. Remove the file to go back to what the
        journal says."
    `);
  });
});
