import { defineErrors } from '../defineErrors.ts';

/** Trading through a server of another process or machine, seen from the caller's side. */
export const clientErrors = defineErrors({
  CLIENT__SERVER_UNREACHABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { server: string; reason: string; waitedMs: number }) =>
      `The server ${context.server} was asked in vain for ${context.waitedMs} ms ` +
      `(${context.reason}); nothing was handed over to it.`,
    action: 'Nothing was traded: see whether the server runs, and repeat with the same key.',
  },
  CLIENT__REQUEST_REFUSED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { server: string; status: number; reason: string }) =>
      `The server ${context.server} refused the request with status ${context.status}: ` +
      `${context.reason}.`,
    action: 'Nothing was traded: correct the token, its scope, the address or the request.',
  },
  CLIENT__ANSWER_UNREADABLE: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { server: string; reason: string }) =>
      `The answer of ${context.server} cannot be read: ${context.reason}.`,
    action: 'See whether the address is that of a QuantBot server, and ask again.',
  },
});
