import type { SendAnswer } from '../chain/chainNode.ts';
import type { EndpointGuard } from '../chain/endpointGuard.ts';

/** Name of a lane, for results, journal and metrics. */
export type LaneName = 'jito' | 'rpc';

/** A way to the chain. Every lane takes the same bytes, any number of times. */
export interface Lane {
  /** Which way it is. */
  readonly name: LaneName;
  /** Everywhere this lane hands bytes to. Each has a budget and a health of its own. */
  readonly endpoints: readonly LaneEndpoint[];
}

/** One place that takes signed bytes. It signs nothing, changes nothing and proves nothing. */
export interface LaneEndpoint {
  /** Way that it belongs to. */
  readonly lane: LaneName;
  /** Scheme and host. */
  readonly label: string;
  /** Whether a send may leave now. The schedule asks; `send` itself does not. */
  readonly guard: EndpointGuard;
  /**
   * Hands the bytes over.
   *
   * @returns what the endpoint said; none of it proves a landing or its absence.
   */
  send(wire: Uint8Array): Promise<SendAnswer>;
}
