import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Makes keys of the minute of the clock, so that a repeat across its edge is a new trade. */
export const derivedKeyInBuckets: Mutant = {
  name: 'derived-key-in-buckets',
  breaks: 'A request without key repeats only what began in the same minute of the clock.',
  breakSeams: (seams, { config }) =>
    decorateJournal(seams, (journal) => ({
      findByFingerprint: (query) => {
        const windowMs = config.derivedKeyWindowMs;
        const nowMs = query.endedSinceMs + windowMs;
        const found = journal.findByFingerprint(query);
        const bucketAtMs = Math.floor(nowMs / windowMs) * windowMs;
        return found !== undefined && found.createdAtMs >= bucketAtMs ? found : undefined;
      },
    })),
};
