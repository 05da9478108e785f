import { formatUnits, SOL_DECIMALS } from '@quantbot/core';
import { ROLLOUT_STAGE_MEANINGS, type RolloutStage, type RolloutStatus } from '@quantbot/workflows';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';

/** Writes where a rollout stands, by which rules, and who moved it. */
export function renderRollout(status: RolloutStatus): string {
  const { moves } = status;
  const head = alignColumns(rows(status).map(([name, value]) => [paint.faint(name), value]));
  if (moves.length === 0) return `${head}\nNobody has ever moved it.`;
  const header = ['when (UTC)', 'move', 'stage', 'by', 'reason'].map(paint.faint);
  const lines = moves.map(({ atMs, kind, stage, by, reason }) => [
    timeText(atMs),
    kind === 'step-down' ? paint.bad(kind) : kind,
    stage,
    by,
    reason,
  ]);
  return `${head}\n${alignColumns([header, ...lines])}`;
}

/** Writes what came of a move, and what still keeps it from taking effect. */
export function renderMove(status: RolloutStatus): string {
  const { stage, moves } = status;
  const what =
    moves[0]?.kind === 'resume' ? 'The step-down is taken back' : 'The rollout has moved';
  return [
    `${paint.good('✔')} ${what}: new trades go by ${paintStage(stage)}.`,
    alignColumns(rows(status).map(([name, value]) => [paint.faint(`  ${name}`), value])),
  ].join('\n');
}

function rows(status: RolloutStatus): ReadonlyArray<readonly [string, string]> {
  const { stage, canaryShareBps, sizeCap, dryRun, shadow, steppedDown } = status;
  const cap = formatUnits(BigInt(sizeCap), SOL_DECIMALS);
  return [
    ['stage', `${paintStage(stage)}  ${ROLLOUT_STAGE_MEANINGS[stage]}`],
    ['here', here(status)],
    ...(steppedDown === undefined ? [] : [['stepped down', steppedDownText(steppedDown)] as const]),
    ['money', dryRun ? 'dry-run: nothing is signed at any stage' : paint.warn('live')],
    [
      'canary',
      `${canaryShareBps / 100} % of the pairs of strategy and token, buys up to ${cap} SOL`,
    ],
    ['shadow', `${shadow.trades} trades compared; see "quantbot rollout report"`],
  ];
}

/** What the environment of this shell makes of the stage; another process may have another. */
function here({ begun, stage, effectiveStage, ceiling }: RolloutStatus): string {
  if (!begun) return `no rollout has begun; ${ceiling.says}, so new trades are ${stage}`;
  if (effectiveStage === stage) return `${paintStage(stage)}, as ${ceiling.says} allows`;
  return (
    `${paintStage(effectiveStage)}, because ${ceiling.says}; a process goes to ${stage} with ` +
    `EXECUTION_ADAPTER=real and without a lower EXECUTION_STAGE`
  );
}

function steppedDownText(steppedDown: NonNullable<RolloutStatus['steppedDown']>): string {
  const { atMs, by, reason, isReduced } = steppedDown;
  const real = isReduced ? 'the real side sells only' : 'the real side is not yet known to reduce';
  return `${paint.bad('yes')}, since ${timeText(atMs)} by ${by}: ${reason}; ${real}`;
}

function paintStage(stage: RolloutStage): string {
  return stage === 'stub' || stage === 'shadow' ? paint.strong(stage) : paint.warn(stage);
}

function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19);
}
