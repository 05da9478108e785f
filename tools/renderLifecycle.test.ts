import { TRADE_STATUSES } from '@quantbot/core';
import { ATTEMPT_TRANSITIONS, TRADE_TRANSITIONS } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { diagram, figure, renderLifecycle } from './renderLifecycle.ts';

describe('renderLifecycle', () => {
  const page = renderLifecycle();

  it('has a row for every transition of both machines', () => {
    for (const machine of [TRADE_TRANSITIONS, ATTEMPT_TRANSITIONS]) {
      for (const [from, row] of Object.entries(machine)) {
        for (const [event, to] of Object.entries(row)) {
          expect(page).toContain(`| \`${from}\` | \`${event}\` | \`${to}\` |`);
        }
      }
    }
  });

  it('says of every state whether a trade has ended in it', () => {
    for (const status of TRADE_STATUSES) expect(page).toMatch(rowOf(status));
    expect(page).toContain('| `executing` | open | Exactly one live attempt, signed or prepared.');
    expect(page).toContain('| `filled` | ended | Final and booked;');
  });

  it('tells what an event means in the words of its type', () => {
    expect(page).toContain('| `LaneAcknowledged` | A lane took the bytes. |');
    expect(page).not.toMatch(/undefined|\|\s*\|$/mu);
  });
});

describe('figure', () => {
  it('has the signature right above the point of no return', () => {
    const lines = figure();
    const at = lines.findIndex((line) => line.includes('the point of no return'));
    expect(lines.slice(at - 4, at)).toEqual([
      '  ├─ sign               approved bytes and nothing else',
      '  │                     └─▶ RISK__TRADING_HALTED',
      '  ├── AttemptSigned: signature, bytes, death height',
      '  │',
    ]);
  });

  it('fits a page', () => {
    for (const line of figure()) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('diagram', () => {
  it('draws one arrow for a pair of states and none for staying', () => {
    const transitions = { off: { Push: 'on', Pull: 'on', Wait: 'off' }, on: { Break: 'gone' } };
    const isShown = ({ event }: { event: string }): boolean => event !== 'Break';
    expect(diagram(transitions, { start: 'off', isShown })).toBe(
      ['```mermaid', 'stateDiagram-v2', '  [*] --> off', '  off --> on : Push, Pull', '```'].join(
        '\n',
      ),
    );
  });
});

function rowOf(status: string): RegExp {
  return new RegExp(`\\| \`${status}\` \\| (?:open|ended) \\| .+ \\|`, 'u');
}
