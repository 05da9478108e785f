/** What a part of the set-up is. */
export type DiagnosedArea =
  'configuration' | 'wallet' | 'node' | 'clock' | 'websocket' | 'block engine' | 'venue';

/** One thing that was looked at. */
export interface Finding {
  readonly area: DiagnosedArea;
  /** Which of them, without anything that is secret. Empty where there is one. */
  readonly subject: string;
  /** `warn`: it trades, with less than it could have. `fail`: it does not, or not safely. */
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** What was found, with its figures. */
  readonly found: string;
  /** What to do about it. Absent where nothing is to be done. */
  readonly next?: string;
}

/** Something that is being looked at, and the findings it will bring. */
export interface Examination {
  /** What is looked at, for whoever waits. */
  readonly title: string;
  readonly findings: Promise<readonly Finding[]>;
}
