import type { PipelineStage, SpanEmission } from '@quantbot/core';

/** How long a stage took, and when it ended. */
export interface StageTime {
  readonly stage: string;
  readonly atMs: number;
  readonly durationMs: number;
}

/** Stages that the journal tells nothing of: they all lie before the signature. */
const UNJOURNALLED: readonly string[] = [
  'facts',
  'quote',
  'build',
  'simulate',
  'approve',
  'sign',
  'journal',
] satisfies readonly PipelineStage[];
const PREFIX = 'execution.';

/** Times of stages that this process saw, the newest of them. */
export class StageTimes {
  readonly #kept: StageTime[] = [];
  readonly #keptMax: number;
  #next = 0;

  constructor(keptMax = 20_000) {
    this.#keptMax = keptMax;
  }

  /** Keeps the time of a stage; any other span is left alone. */
  observe({ name, operation: stage, endTime, durationMs, status }: SpanEmission): void {
    if (!name.startsWith(PREFIX) || !UNJOURNALLED.includes(stage) || status !== 'ok') return;
    if (endTime === undefined || durationMs === undefined) return;
    this.#kept[this.#next] = { stage, atMs: endTime, durationMs };
    this.#next = (this.#next + 1) % this.#keptMax;
  }

  /** Times of stages that ended since a moment. */
  since(sinceMs: number): readonly StageTime[] {
    return this.#kept.filter(({ atMs }) => atMs >= sinceMs);
  }
}
