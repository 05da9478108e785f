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
  /** Which file there is, `undefined` for none; another text for another file at the same path. */
  readonly identity: () => string | undefined;
  /** Whether a rollout was begun here, whatever became of its file. */
  readonly hasBegun: () => boolean;
  readonly open: () => RolloutStore;
}

/** Opens the file of a rollout when it is there for the first time, and again when it is another. */
export function createRolloutFile(parts: RolloutFileParts): RolloutFile {
  let opened: { readonly store: RolloutStore; readonly identity: string | undefined } | undefined;
  const close = (): void => {
    opened?.store.close();
    opened = undefined;
  };
  const open = (): RolloutStore => {
    // What a process has open goes on when it was deleted or replaced, and nobody else sees it.
    if (opened !== undefined && opened.identity !== parts.identity()) close();
    if (opened === undefined) {
      const store = parts.open();
      opened = { store, identity: parts.identity() };
    }
    return opened.store;
  };
  return {
    // Looked for each time: another process may begin the rollout while this one runs.
    found: () => {
      const isThere = opened !== undefined || parts.identity() !== undefined || parts.hasBegun();
      return isThere ? open() : undefined;
    },
    open,
    close,
  };
}
