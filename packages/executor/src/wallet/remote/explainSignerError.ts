import { fault, type Fault } from '@quantbot/core';

/** Whose error it is. */
export interface SignerErrorSource {
  readonly signer: string;
  /** npm package that was to be imported, with its version. */
  readonly packageName: string;
}

const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;
const SERVER_ERRORS = 500;

/**
 * What an error of a keychain package means. Its own words are left out, because they may quote what
 * the service answered or was sent; only codes and numbers are taken over.
 */
export function explainSignerError(cause: unknown, source: SignerErrorSource): Fault {
  const { signer, packageName } = source;
  const malformed = (reason: string): Fault => fault('SIGN__ANSWER_MALFORMED', { signer, reason });
  const unavailable = (reason: string): Fault =>
    fault('SIGN__SIGNER_UNAVAILABLE', { signer, reason });
  const refused = (reason: string): Fault => fault('SIGN__SIGNER_REFUSED', { signer, reason });
  if (textOf(cause, 'code') === 'ERR_MODULE_NOT_FOUND') {
    return unavailable(`the package ${packageName} is not installed`);
  }
  if (isNetworkError(cause)) return unavailable('it cannot be reached');
  if (textOf(cause, 'name') !== 'SignerError') return malformed('it is none that is known');
  const context = fieldOf(cause, 'context');
  const status = fieldOf(context, 'status');
  switch (textOf(cause, 'code') ?? '') {
    case 'SIGNER_HTTP_ERROR':
    case 'SIGNER_NOT_AVAILABLE':
    case 'SIGNER_IO_ERROR':
      return unavailable('it cannot be reached');
    case 'SIGNER_REMOTE_API_ERROR':
      if (typeof status === 'number') {
        return isPassing(status) ? unavailable(`HTTP ${status}`) : refused(`HTTP ${status}`);
      }
      // Of a call that was never answered there is a cause, of an answer without a signature none.
      return fieldOf(context, 'cause') === undefined
        ? malformed('it holds no signature')
        : unavailable('it cannot be reached');
    case 'SIGNER_CONFIG_ERROR':
    case 'SIGNER_INVALID_PRIVATE_KEY':
    case 'SIGNER_INVALID_PUBLIC_KEY':
      return refused('its settings are not valid');
    case 'SIGNER_SIGNING_FAILED':
      return refused('it did not sign');
    default:
      return malformed('it is none that is known');
  }
}

function isPassing(status: number): boolean {
  return status >= SERVER_ERRORS || status === TOO_MANY_REQUESTS || status === REQUEST_TIMEOUT;
}

/** The platform's `fetch` names every trouble below HTTP so. */
function isNetworkError(cause: unknown): boolean {
  return cause instanceof TypeError && cause.message === 'fetch failed';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}
