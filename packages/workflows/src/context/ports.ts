import type {
  ClockPort,
  ExecutionPort,
  MarketDataPort,
  StatePort,
  TelemetryPort,
} from '@quantbot/core';

/** Everything a workflow reaches the world through. */
export interface ProductionPorts {
  readonly marketData: MarketDataPort;
  readonly execution: ExecutionPort;
  readonly state: StatePort;
  readonly telemetry: TelemetryPort;
  readonly clock: ClockPort;
  /** Closes what the ports hold open: the journal of the real adapter and the state file. */
  close(): Promise<void>;
}
