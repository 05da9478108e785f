import { expect, it } from 'vitest';

import { unknownOutcome } from './unknownOutcome.ts';

it('names the key and says what to do', () => {
  expect(unknownOutcome('mine', 'the line was cut.')).toMatchInlineSnapshot(`
    {
      "error": "The outcome of trade "mine" is not known: the line was cut. Repeat with the same key to see it through; never trade again under another key.",
      "errorCode": "CONFIRM__OUTCOME_UNKNOWN",
      "idempotencyKey": "mine",
      "success": false,
    }
  `);
});
