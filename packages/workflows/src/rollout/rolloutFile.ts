import type { RolloutStore } from './rolloutStore.ts';

/** The rollout of a data directory, which may not have begun. */
export interface RolloutFile {
  /** The store where there is one; makes none. @throws ExecutionError `ROLLOUT__UNAVAILABLE` */
  found(): RolloutStore | undefined;
  /** The store, made where there is none. @throws ExecutionError `ROLLOUT__UNAVAILABLE` */
  open(): RolloutStore;
  close(): void;
}

/** What a rollout's file is made of. */
export interface RolloutFileParts {
  readonly exists: () => boolean;
  readonly open: () => RolloutStore;
}

/** Opens the file of a rollout when it is there for the first time, and once. */
export function createRolloutFile(parts: RolloutFileParts): RolloutFile {
  let store: RolloutStore | undefined;
  const open = (): RolloutStore => (store ??= parts.open());
  return {
    // Looked for each time: another process may begin the rollout while this one runs.
    found: () => store ?? (parts.exists() ? open() : undefined),
    open,
    close: () => {
      store?.close();
      store = undefined;
    },
  };
}
