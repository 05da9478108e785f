import { fault, type Fault } from '@quantbot/core';
import { z } from 'zod';

import type { Journal } from '../journal/journal.ts';
import type { SigningHold } from '../pipeline/signingHold.ts';
import type { ExecutorPlatform, FileIdentity } from '../platform/executorPlatform.ts';

/** What the binding of a journal to its file is made of. */
export interface JournalPlaceParts {
  readonly journal: Pick<Journal, 'path' | 'note' | 'takeNote'>;
  readonly hold: SigningHold;
  readonly platform: Pick<ExecutorPlatform, 'identifyFile'>;
}

const PLACE = 'place';

const placeNote = z.strictObject({
  inode: z.string(),
  bornAtNs: z.string().optional(),
}) as unknown as z.ZodType<FileIdentity>;

/**
 * Ties a journal to the file that it was first traded from. A copy has every trade that was claimed
 * and not signed yet, and would sign for it once more while the original does: before it may, a
 * person has to say that the original is stopped for good.
 */
export class JournalPlace {
  readonly #parts: JournalPlaceParts;

  constructor(parts: JournalPlaceParts) {
    this.#parts = parts;
  }

  /** Lets the wallet sign from the place that the journal knows, and from no other. */
  check(): void {
    const { hold } = this.#parts;
    const problem = this.report();
    if (problem === undefined) {
      hold.lift('JOURNAL__COPIED');
      this.#remember();
    } else {
      hold.set(problem);
    }
  }

  /** What is found, and what else a check would do about it is left undone. */
  report(): Fault | undefined {
    const known = this.#known();
    const found = this.#found();
    if (known === undefined || found === undefined || isSame(known, found)) return undefined;
    return fault('JOURNAL__COPIED', { path: this.#parts.journal.path });
  }

  /** A person has said that no other copy signs. */
  adopt(): void {
    this.#remember();
    this.#parts.hold.lift('JOURNAL__COPIED');
  }

  #known(): FileIdentity | undefined {
    const text = this.#parts.journal.note(PLACE);
    return text === undefined ? undefined : placeNote.parse(JSON.parse(text));
  }

  #found(): FileIdentity | undefined {
    const { journal, platform } = this.#parts;
    return platform.identifyFile?.(journal.path);
  }

  #remember(): void {
    const found = this.#found();
    if (found === undefined) return;
    const text = JSON.stringify(found);
    if (this.#parts.journal.note(PLACE) !== text) this.#parts.journal.takeNote(PLACE, text);
  }
}

/**
 * Two files of one inode are of two file systems, so where both tell when they were made that
 * decides. An inode says enough where one does not, and changes on no file system that keeps locks.
 */
function isSame(known: FileIdentity, found: FileIdentity): boolean {
  if (known.bornAtNs === undefined || found.bornAtNs === undefined) {
    return known.inode === found.inode;
  }
  return known.bornAtNs === found.bornAtNs;
}
