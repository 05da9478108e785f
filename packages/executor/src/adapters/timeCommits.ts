import type { CompiledConfig } from '../config/compileConfig.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';

/** Tells what this run was set up for, once its journal is open. */
export function tellRun(telemetry: ExecutorTelemetry, { dryRun, cluster }: CompiledConfig): void {
  telemetry.metric('quantbot_run_info', 1, { mode: dryRun ? 'dry' : 'live', cluster });
  telemetry.metric('quantbot_journal_broken', 0, {});
}

/** Times what a commit costs, which every signature waits for. */
export function timeCommits(telemetry: ExecutorTelemetry, { platform, clock }: CompiledConfig) {
  return (commit: () => void): void => {
    const startedAtMs = platform.monotonicMs();
    commit();
    const tookMs = platform.monotonicMs() - startedAtMs;
    telemetry.metric('quantbot_journal_commit_duration_seconds', tookMs / 1_000, {});
    telemetry.metric('quantbot_journal_anchor_timestamp_seconds', clock.nowMs() / 1_000, {});
  };
}
