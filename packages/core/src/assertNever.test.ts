import { expect, it } from 'vitest';

import { assertNever } from './assertNever.ts';

it('throws naming the value that no case handled', () => {
  expect(() => assertNever('surprise' as never)).toThrow(
    new TypeError('Unhandled case: "surprise"'),
  );
});
