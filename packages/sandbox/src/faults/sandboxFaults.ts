import type { FaultCounts, FaultRecord } from './plan/faultDirector.ts';
import type { FaultPlan } from './plan/faultPlan.ts';

/** Commands what goes wrong in a running sandbox. */
export interface SandboxFaults {
  /** Address at which another process commands the same: `PUT` a plan, `DELETE`, `GET` counts. */
  readonly controlUrl: string;
  /**
   * Puts a plan in the place of the one before, with fresh counts. What is held back is let go.
   *
   * @throws Error with every problem of the plan
   */
  apply(plan: FaultPlan): void;
  /** Ends all faults and lets go what is held back. The counts stay to be read. */
  clear(): void;
  /** How often each rule of the latest plan struck. */
  counts(): FaultCounts;
  /** The faults of the latest plan that happened, oldest first; of very many the latest 10,000. */
  log(): readonly FaultRecord[];
  /**
   * Closes the sockets that are open, of one operator or of all, as a cut cable would.
   *
   * @returns how many there were
   * @throws Error for an operator that does not exist
   */
  closeSockets(operator?: string): number;
}

/** One operator's node, and how it is reached. */
export interface SandboxOperator {
  readonly label: string;
  readonly rpcUrl: string;
  readonly wsUrl: string;
}
