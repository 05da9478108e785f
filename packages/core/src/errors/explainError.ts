import type { ErrorOutcome, RetryAdvice } from './defineErrors.ts';
import { describeError, type ErrorCode } from './errorCatalogue.ts';
import { exitCodeFor } from './exitCode.ts';
import { isKeyReusable } from './fault.ts';

/** What each outcome says, in the order a reader needs them. */
export const OUTCOME_MEANINGS: Readonly<Record<ErrorOutcome, string>> = {
  denied: 'Refused by us: nothing was signed, nothing was sent.',
  failed: 'Proven by the chain: no position was moved; fees may have been paid.',
  unknown: 'A signed transaction may still land; only the chain can tell.',
  configuration: 'Set up in a way that is refused; found before any trade.',
  internal: 'A rule of our own is broken; look before you trade on.',
  note: 'Not an error: a remark about a successful answer.',
};

/** What each advice means for a caller. */
export const RETRY_MEANINGS: Readonly<Record<RetryAdvice, string>> = {
  fix: 'change the request or the configuration; the same one is always refused',
  'same-key': 'passing trouble; repeat with the same key when it is over',
  'new-key': 'this trade is over for good; a new trade needs a new key',
  'ask-again': 'repeat with the same key to learn the outcome; never use another',
  none: 'nothing to do',
};

/** Everything there is to tell a person about a code. */
export interface ErrorExplanation {
  /** The code that is explained. */
  readonly code: ErrorCode;
  /** What kind of end it is. */
  readonly outcome: ErrorOutcome;
  /** What the outcome says about the trade. */
  readonly meaning: string;
  /** The message, with the names of its values in the place of the values. */
  readonly message: string;
  /** What the operator does next. */
  readonly next: string;
  /** Whether and how to ask again. */
  readonly retry: RetryAdvice;
  /** What the advice means for the caller. */
  readonly advice: string;
  /** Whether the key of a trade that was denied so may be used again. */
  readonly keyReusable: boolean;
  /** Exit status of a command whose answer it is. */
  readonly exitCode: number;
}

/** Explains a code without the values of a single case. */
export function explainError(code: ErrorCode): ErrorExplanation {
  const { outcome, retry, action } = describeError(code);
  return {
    code,
    outcome,
    meaning: OUTCOME_MEANINGS[outcome],
    message: messageTemplate(code),
    next: action,
    retry,
    advice: RETRY_MEANINGS[retry],
    keyReusable: isKeyReusable(code),
    exitCode: exitCodeFor(outcome),
  };
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
