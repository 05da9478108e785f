/** Wall time. Everything that asks what time it is asks this port, so that tests can decide it. */
export interface ClockPort {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
}
