import type { Journal } from '../journal.ts';

/** One promise and the check of it. */
export interface JournalCase {
  /** A present-tense fact, ready to be a test title. */
  readonly name: string;
  /** Resolves when the promise is kept, rejects with an AssertionError when it is not. */
  readonly run: () => Promise<void>;
}

/** Where one journal is kept, and what can happen to it. */
export interface JournalPlace {
  /** Opens the journal as its owner, making it the first time. */
  open(): Promise<Journal>;
  /** Ends the present owner as a crash does: what it had not committed is lost. */
  crash(): void;
  /** Lets the next owner in behind the back of the present one, which goes on. */
  dropLock(): void;
  /** Lets every commit of owners opened before fail from now on. */
  breakCommits(): void;
  /** Frees what the place holds. Called once, whatever a case found. */
  dispose(): Promise<void>;
}

/** An implementation of the journal, as the suite needs to know it. */
export interface JournalSubject {
  /** Makes an empty place. */
  createPlace(): Promise<JournalPlace>;
}

/** Runs a check on a place of its own. */
export function withPlace(
  subject: JournalSubject,
  check: (place: JournalPlace) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const place = await subject.createPlace();
    try {
      await check(place);
    } finally {
      await place.dispose();
    }
  };
}

/** Runs a check on a new journal that is closed afterwards. */
export function withJournal(
  subject: JournalSubject,
  check: (journal: Journal) => Promise<void>,
): () => Promise<void> {
  return withPlace(subject, async (place) => {
    const journal = await place.open();
    await check(journal);
    journal.close();
  });
}
