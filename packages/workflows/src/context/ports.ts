import type {
  ClockPort,
  ExecutionPort,
  MarketDataPort,
  StatePort,
  TelemetryPort,
} from '@quantbot/core';

import type { RolloutControl } from '../rollout/createRolloutControl.ts';

/** Everything a workflow reaches the world through. */
export interface ProductionPorts {
  readonly marketData: MarketDataPort;
  readonly execution: ExecutionPort;
  readonly state: StatePort;
  readonly telemetry: TelemetryPort;
  readonly clock: ClockPort;
  /** What a person does with the staged rollout that `execution` goes by. */
  readonly rollout: RolloutControl;
  /** All metrics in the text format of Prometheus; a comment while none are kept. */
  renderMetrics(): Promise<string>;
  /** Closes what the ports hold open: the journal of the real adapter and the state file. */
  close(): Promise<void>;
}
