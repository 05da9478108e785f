import { describeError, type ErrorCode, type ErrorContext } from './errorCatalogue.ts';
import type { ErrorContextValue } from './defineErrors.ts';

/** Arguments after the code: the context, and nothing for codes that need none. */
export type ContextArguments<Code extends ErrorCode> =
  undefined extends ErrorContext<Code>
    ? [context?: undefined, options?: ErrorOptions]
    : [context: ErrorContext<Code>, options?: ErrorOptions];

const BRAND = 'quantbot.ExecutionError';

/**
 * The one error of the product. Thrown for wrong configuration, broken ports and broken
 * invariants; what can go wrong with a trade is returned, as an `ExecutionResult`, instead.
 */
export class ExecutionError<Code extends ErrorCode = ErrorCode> extends Error {
  /** Recognises the error across duplicate copies of this package. */
  readonly brand = BRAND;
  readonly code: Code;
  readonly context: Readonly<Record<string, ErrorContextValue>>;

  constructor(code: Code, ...[context, options]: ContextArguments<Code>) {
    super(renderError(code, ...([context] as ContextArguments<Code>)), options);
    this.name = 'ExecutionError';
    this.code = code;
    this.context = Object.freeze(contextRecord(context));
  }
}

/**
 * Tells whether a value is an {@link ExecutionError}, optionally of one code.
 *
 * @param value - Anything caught.
 * @param code - Narrows to this code.
 */
export function isExecutionError<Code extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: Code,
): value is ExecutionError<Code> {
  return (
    value instanceof Error &&
    'brand' in value &&
    value.brand === BRAND &&
    (code === undefined || ('code' in value && value.code === code))
  );
}

/** The values of a context as a plain record, empty for codes that need none. */
export function contextRecord(context: unknown): Record<string, ErrorContextValue> {
  return typeof context === 'object' ? { ...context } : {};
}

/** Renders a code with its context: what happened, then what to do. */
export function renderError<Code extends ErrorCode>(
  code: Code,
  ...[context]: ContextArguments<Code>
): string {
  const descriptor = describeError(code);
  const message = descriptor.message as (values: unknown) => string;
  return `${message(context ?? {})} ${descriptor.action}`;
}

const CAUSE_DEPTH_MAX = 8;

/**
 * A sentence about anything caught, for use inside another error's context. Takes whatever was
 * thrown: a value without text and a chain of causes without end included.
 */
export function reasonOf(cause: unknown): string {
  return describeCause(cause, CAUSE_DEPTH_MAX);
}

function describeCause(cause: unknown, depth: number): string {
  if (!(cause instanceof Error)) return textOfThrown(cause);
  const text = cause.message.replace(/\.$/u, '') || cause.name;
  if (cause.cause === undefined || depth === 0) return text;
  return `${text} (${describeCause(cause.cause, depth - 1)})`;
}

function textOfThrown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value without text';
  }
}
