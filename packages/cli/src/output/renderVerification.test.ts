import { describe, expect, it } from 'vitest';

import { inTerminal } from '../testing/inTerminal.ts';
import { plain } from '../testing/records.ts';
import { renderVerification } from './renderVerification.ts';

const COUNTS = { trades: 2, events: 9, anchors: 7 };

describe('renderVerification', () => {
  it('shows a whole journal, with the anchor to keep', () => {
    const lastAnchor = { number: 7, hash: 'ab'.repeat(32) };
    const found = { ...COUNTS, broken: undefined, lastAnchor };
    expect(plain(renderVerification('/data/journal.sqlite', found))).toMatchInlineSnapshot(`
      "✔ whole: every event is as it was written
        journal        /data/journal.sqlite
        trades         2
        events         9
        anchors        7
        newest anchor  7:abababababababababababababababababababababababababababababababab"
    `);
  });

  it('cuts nothing of the anchor, however narrow the terminal is', () => {
    const lastAnchor = { number: 7, hash: 'ab'.repeat(32) };
    const found = { ...COUNTS, broken: undefined, lastAnchor };
    const text = inTerminal(60, () => renderVerification('/data/journal.sqlite', found));
    expect(text).toContain(`7:${lastAnchor.hash}`);
  });

  it('shows where a journal is broken first, and what to do', () => {
    const broken = { what: 'event', tradeId: 't', version: 3, problem: 'is missing' } as const;
    const found = { ...COUNTS, broken, lastAnchor: undefined };
    expect(plain(renderVerification('/data/journal.sqlite', found))).toMatchInlineSnapshot(`
      "✖ broken first at event 3 of trade t: is missing
        Trade nothing more from it, keep a copy, and compare open trades with the chain.
        journal  /data/journal.sqlite
        trades   2
        events   9
        anchors  7"
    `);
  });
});
