import { expect, it } from 'vitest';

import { defineErrors } from './defineErrors.ts';

it('hands the table back unchanged', () => {
  const table = {
    TEST__FACT: {
      outcome: 'denied',
      retry: 'fix',
      message: (context: { value: number }) => `It is ${context.value}.`,
      action: 'Nothing.',
    },
  } as const;
  expect(defineErrors(table)).toBe(table);
});
