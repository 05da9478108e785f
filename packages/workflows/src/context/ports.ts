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
  /** Candles, prices and what is known of tokens; says that nothing is known without a provider. */
  readonly marketData: MarketDataPort;
  /** Trades: the stub, or the real adapter as the environment and the rollout say. */
  readonly execution: ExecutionPort;
  /** What a workflow keeps between its runs. */
  readonly state: StatePort;
  /** Where metrics, events and spans go. */
  readonly telemetry: TelemetryPort;
  /** Wall time, for stamps and days; never for how long something took. */
  readonly clock: ClockPort;
  /** What a person does with the staged rollout that `execution` goes by. */
  readonly rollout: RolloutControl;
  /** All metrics in the text format of Prometheus; a comment while none are kept. */
  renderMetrics(): Promise<string>;
  /** Closes what the ports hold open: the journal of the real adapter and the state file. */
  close(): Promise<void>;
}
