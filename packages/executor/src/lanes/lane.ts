import type { SendAnswer } from '../chain/chainNode.ts';

/** A way to the chain. Every lane takes the same bytes, any number of times. */
export interface Lane {
  /** Name for results, journal and metrics. */
  readonly name: 'jito' | 'rpc';
  /**
   * Hands the bytes to every endpoint of the lane.
   *
   * @returns what each said; none of it proves a landing or its absence.
   */
  send(wire: Uint8Array): Promise<readonly LaneAnswer[]>;
}

/** What one endpoint of a lane said. */
export interface LaneAnswer {
  /** Scheme and host. */
  readonly endpoint: string;
  readonly answer: SendAnswer;
}
