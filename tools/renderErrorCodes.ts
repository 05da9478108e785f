import {
  describeError,
  ERROR_CODES,
  exitCodeFor,
  messageTemplate,
  OUTCOME_MEANINGS,
  RETRY_MEANINGS,
  type ErrorCode,
} from '../packages/core/src/index.ts';

/** Writes the reference of every error code, as Markdown that still has to be formatted. */
export function renderErrorCodes(codes: readonly ErrorCode[] = ERROR_CODES): string {
  const outcomes = Object.entries(OUTCOME_MEANINGS) as Array<
    [keyof typeof OUTCOME_MEANINGS, string]
  >;
  const sections = outcomes.map(([outcome, meaning]) => {
    const own = codes.filter((code) => describeError(code).outcome === outcome);
    return [
      `## ${outcome}`,
      `${meaning} Exit code ${exitCodeFor(outcome)}.`,
      ...own.map(renderCode),
    ];
  });
  return [
    '# Error codes',
    'Generated from the catalogue in `packages/core/src/errors` by `npm run docs`; do not edit.',
    'A code is `STAGE__FACT`. It never changes its meaning, and every answer carries it as ' +
      '`errorCode`. `<name>` stands for a value of the error.',
    'What to do next:',
    Object.entries(RETRY_MEANINGS)
      .map(([advice, meaning]) => `- **${advice}**: ${meaning}.`)
      .join('\n'),
    ...sections.flat(),
  ].join('\n\n');
}

function renderCode(code: ErrorCode): string {
  const { retry, action } = describeError(code);
  return [
    `### ${code}`,
    `> ${escape(messageTemplate(code))}`,
    `${escape(action)} _(${retry})_`,
  ].join('\n\n');
}

function escape(text: string): string {
  return text.replace(/<(\w+)>/gu, '`<$1>`');
}
