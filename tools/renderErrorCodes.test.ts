import { describe, expect, it } from 'vitest';

import { ERROR_CODES, messageTemplate } from '../packages/core/src/index.ts';
import { renderErrorCodes } from './renderErrorCodes.ts';

describe('messageTemplate', () => {
  it.each([
    ['VALIDATE__SIDE_UNKNOWN', 'Side "<side>" is neither "buy" nor "sell".'],
    [
      'IDEMPOTENCY__KEY_REQUIRED',
      'The request has no idempotencyKey and this adapter does not derive keys.',
    ],
    ['CONFIG__FIELD_UNKNOWN', '<source> has fields that are not known: <fields>.'],
    ['SIMULATE__FAILED', 'The simulation of the transaction failed: <reason>; last log: <logs>.'],
    [
      'VALIDATE__AMOUNT_PRECISION_EXCEEDS',
      'Amount <amount> has more than the <decimals> decimals there are; <floored> would pass.',
    ],
  ] as const)('of %s names its values', (code, template) => {
    expect(messageTemplate(code)).toBe(template);
  });

  it.each(ERROR_CODES)('of %s holds nothing unreadable', (code) => {
    expect(messageTemplate(code)).not.toMatch(/undefined|null|NaN|\[object/u);
  });
});

describe('renderErrorCodes', () => {
  it('has a section for every code and every outcome', () => {
    const page = renderErrorCodes();
    for (const code of ERROR_CODES) expect(page).toContain(`### ${code}\n`);
    expect(page.match(/^## /gmu)?.length).toBe(6);
  });

  it('says of a code what it is, what it says and what to do', () => {
    const page = renderErrorCodes(['BREAKER__OPEN']);
    expect(page).toContain(
      [
        '## denied',
        'Refused by us: nothing was signed, nothing was sent. Exit code 3.',
        '### BREAKER__OPEN',
        '> The circuit breaker is open `<trigger>`; it lets a trade through again in ' +
          '`<retryAfterMs>` ms.',
        'Find out why trades fail before you repeat them. _(same-key)_',
      ].join('\n\n'),
    );
  });
});
