import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createNotebook } from '../testing/createNotebook.ts';
import { readNote, readNumberedNotes } from './readNote.ts';

const shape = z.strictObject({ number: z.number() });
const nameOf = (number: number): string => `entry ${number}`;

describe('a note', () => {
  it('is what was kept, and nothing where nothing was', () => {
    const journal = createNotebook();
    expect(readNote(journal, 'mark', shape)).toBeUndefined();
    journal.takeNote('mark', '{"number":7}');
    expect(readNote(journal, 'mark', shape)).toEqual({ number: 7 });
  });

  it.each(['', 'null', '{}', '{"number":"7"}', '{"number":7,"more":1}'])(
    'that is damaged is not taken for none: %j',
    (text) => {
      const journal = createNotebook();
      journal.takeNote('mark', text);
      expect(() => readNote(journal, 'mark', shape)).toThrow(
        expect.objectContaining({
          code: 'JOURNAL__DAMAGED',
          message: expect.stringContaining(
            `The journal ${journal.path} is damaged: the note "mark" cannot be read: `,
          ),
        }),
      );
    },
  );
});

describe('numbered notes', () => {
  it('are read in their order up to the first that is not there', () => {
    const journal = createNotebook();
    expect(readNumberedNotes(journal, nameOf, shape)).toEqual([]);
    for (const number of [1, 2, 4]) journal.takeNote(nameOf(number), JSON.stringify({ number }));
    expect(readNumberedNotes(journal, nameOf, shape)).toEqual([{ number: 1 }, { number: 2 }]);
  });

  it('do not end at one that is damaged', () => {
    const journal = createNotebook();
    journal.takeNote(nameOf(1), '{"number":1}');
    journal.takeNote(nameOf(2), '{');
    expect(() => readNumberedNotes(journal, nameOf, shape)).toThrow(
      expect.objectContaining({ code: 'JOURNAL__DAMAGED' }),
    );
  });
});
