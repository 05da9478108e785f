import {
  describeError,
  ERROR_CODES,
  exitCodeFor,
  type ErrorCode,
} from '../packages/core/src/index.ts';

/** What each outcome says, in the order a reader needs them. */
const OUTCOMES = {
  denied: 'Refused by us: nothing was signed, nothing was sent.',
  failed: 'Proven by the chain: no position was moved; fees may have been paid.',
  unknown: 'A signed transaction may still land; only the chain can tell.',
  configuration: 'Set up in a way that is refused; found before any trade.',
  internal: 'A rule of our own is broken; look before you trade on.',
  note: 'Not an error: a remark about a successful answer.',
} as const;

const ADVICE = {
  fix: 'change the request or the configuration; the same one is always refused',
  'same-key': 'passing trouble; repeat with the same key when it is over',
  'new-key': 'this trade is over for good; a new trade needs a new key',
  'ask-again': 'repeat with the same key to learn the outcome; never use another',
  none: 'nothing to do',
} as const;

/** Writes the reference of every error code, as Markdown that still has to be formatted. */
export function renderErrorCodes(codes: readonly ErrorCode[] = ERROR_CODES): string {
  const outcomes = Object.entries(OUTCOMES) as Array<[keyof typeof OUTCOMES, string]>;
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
    Object.entries(ADVICE)
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

/** Message of a code with the names of its values in place of the values. */
export function messageTemplate(code: ErrorCode): string {
  const context = new Proxy(
    {},
    { get: (_target, name) => placeholder(typeof name === 'string' ? name : 'value') },
  );
  return describeError(code).message(context as never);
}

/** An array of one text: it joins, counts, indexes and prints as `<name>`. */
function placeholder(name: string): readonly string[] & { length: number } {
  const text = `<${name}>`;
  return new Proxy([text], {
    get: (target, property, receiver) =>
      property === Symbol.toPrimitive ? () => text : Reflect.get(target, property, receiver),
  });
}

function escape(text: string): string {
  return text.replace(/<(\w+)>/gu, '`<$1>`');
}
