import { clientErrors } from './catalogue/clientErrors.ts';
import { configErrors } from './catalogue/configErrors.ts';
import { controlErrors } from './catalogue/controlErrors.ts';
import { historyErrors } from './catalogue/historyErrors.ts';
import { keystoreErrors } from './catalogue/keystoreErrors.ts';
import { outcomeErrors } from './catalogue/outcomeErrors.ts';
import { pipelineErrors } from './catalogue/pipelineErrors.ts';
import { riskErrors } from './catalogue/riskErrors.ts';
import { rolloutErrors } from './catalogue/rolloutErrors.ts';
import { serverErrors } from './catalogue/serverErrors.ts';
import { signErrors } from './catalogue/signErrors.ts';
import { signerErrors } from './catalogue/signerErrors.ts';
import { stateErrors } from './catalogue/stateErrors.ts';
import { validateErrors } from './catalogue/validateErrors.ts';
import { walletErrors } from './catalogue/walletErrors.ts';
import type { ErrorDescriptor } from './defineErrors.ts';

/**
 * Every error of the product. A code is `STAGE__FACT`; it is never removed, renamed or given
 * another meaning once released.
 */
export const errorCatalogue = {
  ...configErrors,
  ...walletErrors,
  ...keystoreErrors,
  ...validateErrors,
  ...pipelineErrors,
  ...riskErrors,
  ...rolloutErrors,
  ...signErrors,
  ...signerErrors,
  ...outcomeErrors,
  ...controlErrors,
  ...historyErrors,
  ...serverErrors,
  ...stateErrors,
  ...clientErrors,
};

type Catalogue = typeof errorCatalogue;

/** Stable name of an error. */
export type ErrorCode = keyof Catalogue;

/** Values that the message of a code needs, `undefined` for codes that need none. */
export type ErrorContext<Code extends ErrorCode> =
  Parameters<Catalogue[Code]['message']> extends [infer Context] ? Context : undefined;

/** All codes, sorted. */
export const ERROR_CODES: readonly ErrorCode[] = (
  Object.keys(errorCatalogue) as ErrorCode[]
).toSorted();

/** Tells whether a text is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}

/** Looks a code up. The context type is erased: use it for outcome, advice and action. */
export function describeError(code: ErrorCode): ErrorDescriptor<never> {
  return errorCatalogue[code];
}
