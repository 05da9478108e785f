/** What `GET /v1/rollout` answers with; the stages are those of the rollout itself. */
export type RolloutReport = Readonly<Record<string, unknown>>;

/** A rollout as the server needs it. */
export interface RolloutControl {
  status(): Promise<RolloutReport>;
  /** Moves by one stage. */
  move(
    direction: 'advance' | 'back',
    decision: { readonly reason: string; readonly by: string },
  ): Promise<RolloutReport>;
}
