import { ExecutionError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { describeFailure } from './describeFailure.ts';

describe('describeFailure', () => {
  it('describes an error of the catalogue by its code', () => {
    const error = new ExecutionError('JOURNAL__MISSING', { path: '/data/journal.sqlite' });
    expect(describeFailure(error)).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "result": {
          "error": "There is no journal at /data/journal.sqlite: nothing was traded from this data directory yet. Check EXECUTION_DATA_DIR, or trade first.",
          "errorCode": "JOURNAL__MISSING",
          "success": false,
        },
        "text": "JOURNAL__MISSING: There is no journal at /data/journal.sqlite: nothing was traded from this data directory yet. Check EXECUTION_DATA_DIR, or trade first.",
      }
    `);
  });

  it('describes anything else as unexpected, with its causes', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const { text, exitCode } = describeFailure(error);
    expect(exitCode).toBe(1);
    expect(text).toContain('INTERNAL__UNEXPECTED: Something unexpected happened: outer (inner).');
  });

  it.each([undefined, null, 'text', 0])('describes a thrown %o', (thrown) => {
    expect(describeFailure(thrown).text).toContain(String(thrown));
  });
});
