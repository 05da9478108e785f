import type { ErrorContextValue } from './defineErrors.ts';
import { describeError, type ErrorCode } from './errorCatalogue.ts';
import {
  contextRecord,
  ExecutionError,
  renderError,
  type ContextArguments,
} from './executionError.ts';

/**
 * An error as a value. Stages return faults, because a refused or failed trade is an expected
 * outcome; only broken set-up and broken invariants are thrown.
 */
export interface Fault {
  /** Tells a fault from a result. */
  readonly kind: 'fault';
  /** Stable; decide by it. */
  readonly code: ErrorCode;
  /** What happened, the values, and what to do next, for a person. Texts may change. */
  readonly message: string;
  /** The values alone, by the names that the catalogue gives them. */
  readonly context: Readonly<Record<string, ErrorContextValue>>;
}

/** Makes a fault. The context is checked against the code. */
export function fault<Code extends ErrorCode>(
  code: Code,
  ...context: ContextArguments<Code>
): Fault {
  return {
    kind: 'fault',
    code,
    message: renderError(code, ...context),
    context: Object.freeze(contextRecord(context[0])),
  };
}

/** Turns a thrown error into a fault, so that it can be answered like any other outcome. */
export function faultFromError(error: ExecutionError): Fault {
  return { kind: 'fault', code: error.code, message: error.message, context: error.context };
}

/** The error that a fault stands for, to be thrown where there is no answer to put it in. */
export function errorFromFault({ code, context }: Fault): ExecutionError {
  // The context was checked against the code when the fault was made.
  const Untyped = ExecutionError as unknown as new (
    code: ErrorCode,
    context: Fault['context'],
  ) => ExecutionError;
  return new Untyped(code, context);
}

/** Tells a fault from a stage's value. */
export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'fault';
}

/** Whether the key of a trade denied with this code may be used again. */
export function isKeyReusable(code: ErrorCode): boolean {
  const { outcome, retry } = describeError(code);
  return (outcome === 'denied' || outcome === 'configuration') && retry !== 'new-key';
}
