import { defineErrors } from '../defineErrors.ts';

/** The store in which workflows keep their own state between runs. */
export const stateErrors = defineErrors({
  STATE__UNAVAILABLE: {
    outcome: 'configuration',
    retry: 'same-key',
    message: (context: { path: string; reason: string }) =>
      `The state database ${context.path} cannot be used: ${context.reason}.`,
    action: 'Check its path, its permissions and the disk.',
  },
  STATE__SCHEMA_NEWER: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; found: number; supported: number }) =>
      `The state database ${context.path} has schema ${context.found}; this version knows up to ` +
      `${context.supported}.`,
    action: 'Run the newer version that wrote it, or name another file.',
  },
  STATE__VALUE_INVALID: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { key: string; reason: string }) =>
      `The value for state key "${context.key}" cannot be stored: ${context.reason}.`,
    action: 'Store what JSON can say; nothing was changed.',
  },
  STATE__QUERY_FAILED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { reason: string }) => `The state query failed: ${context.reason}.`,
    action: 'Correct the statement or its parameters; nothing was changed.',
  },
});
