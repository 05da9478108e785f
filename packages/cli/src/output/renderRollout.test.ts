import type { RolloutMove, RolloutStatus } from '@quantbot/workflows';
import { describe, expect, it } from 'vitest';

import { renderMove, renderRollout } from './renderRollout.ts';

const MOVE: RolloutMove = {
  number: 1,
  atMs: 0,
  kind: 'advance',
  stage: 'canary',
  isSteppedDown: false,
  by: 'ann',
  reason: 'it compares well',
  isReduced: false,
};

function statusOf(changes: Partial<RolloutStatus> = {}): RolloutStatus {
  return {
    begun: true,
    stage: 'canary',
    effectiveStage: 'canary',
    ceiling: { stage: 'live', says: 'EXECUTION_ADAPTER=real' },
    dryRun: false,
    canaryShareBps: 1_000,
    sizeCap: '10000000',
    moves: [MOVE],
    shadow: { trades: 3, bothTraded: 3, refusals: {}, stubRefusals: {}, differences: [] },
    ...changes,
  };
}

describe('renderRollout', () => {
  it('tells the stage, its rules and who moved it', () => {
    expect(renderRollout(statusOf())).toMatchInlineSnapshot(`
      "stage   canary  A share of strategies and tokens trades really, up to a size; the rest as in shadow.
      here    canary, as EXECUTION_ADAPTER=real allows
      money   live
      canary  10 % of the pairs of strategy and token, buys up to 0.01 SOL
      shadow  3 trades compared; see "quantbot rollout report"
      when (UTC)           move     stage   by   reason
      1970-01-01 00:00:00  advance  canary  ann  it compares well"
    `);
  });

  it('says that none has begun, and what that means', () => {
    const none = statusOf({
      begun: false,
      stage: 'stub',
      effectiveStage: 'stub',
      ceiling: { stage: 'stub', says: 'EXECUTION_ADAPTER is not set' },
      dryRun: true,
      moves: [],
    });
    const text = renderRollout(none);
    expect(text).toContain('no rollout has begun; EXECUTION_ADAPTER is not set');
    expect(text).toContain('dry-run: nothing is signed');
    expect(text).toContain('Nobody has ever moved it.');
  });

  it('says what keeps this shell below the stage', () => {
    const held = statusOf({
      effectiveStage: 'stub',
      ceiling: { stage: 'stub', says: 'EXECUTION_ADAPTER=stub' },
    });
    expect(renderRollout(held)).toContain('stub, because EXECUTION_ADAPTER=stub');
  });

  it('tells a step-down, and whether the real side is known to reduce', () => {
    const steppedDown = { atMs: 0, by: 'the rollout', reason: 'too few land', isReduced: false };
    expect(renderRollout(statusOf({ steppedDown }))).toContain(
      'yes, since 1970-01-01 00:00:00 by the rollout: too few land; the real side is not yet',
    );
    const reduced = statusOf({ steppedDown: { ...steppedDown, isReduced: true } });
    expect(renderRollout(reduced)).toContain('the real side sells only');
  });
});

describe('renderMove', () => {
  it('tells a move from a step-down that is taken back', () => {
    expect(renderMove(statusOf())).toContain('The rollout has moved: new trades go by canary.');
    const resumed = statusOf({ moves: [{ ...MOVE, kind: 'resume' }] });
    expect(renderMove(resumed)).toContain('The step-down is taken back');
  });
});
