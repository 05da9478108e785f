import { defineErrors } from '../defineErrors.ts';

/** Talk between a process and the one that owns the data directory. */
export const controlErrors = defineErrors({
  CONTROL__OWNER_UNREACHABLE: {
    outcome: 'configuration',
    retry: 'same-key',
    message: (context: { directory: string; reason: string; waitedMs: number }) =>
      `Another process owns the data directory ${context.directory} and does not answer ` +
      `(${context.reason}; tried for ${context.waitedMs} ms).`,
    action: 'Nothing was asked of it: wait until it is ready, or stop it, and repeat.',
  },
  CONTROL__OWNER_MISMATCH: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { field: string; owner: string; caller: string }) =>
      `The process that owns the data directory runs with ${context.field} ${context.owner}, ` +
      `this one with ${context.caller}; nothing was traded.`,
    action: 'Give both the same configuration, or use another data directory and wallet.',
  },
  CONTROL__PROTOCOL_MISMATCH: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { owner: string; caller: string }) =>
      `The process that owns the data directory speaks control protocol ${context.owner}, ` +
      `this one ${context.caller}.`,
    action: 'Run the same version in both.',
  },
  CONTROL__REQUEST_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { reason: string }) =>
      `The control socket was asked for something it does not understand: ${context.reason}.`,
    action: 'Correct the request; nothing was done.',
  },
  CONTROL__BUSY: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { calls: number; callsMax: number }) =>
      `The process that owns the data directory has ${context.calls} calls from other processes ` +
      `waiting; its limit is ${context.callsMax}.`,
    action: 'Repeat with the same key when some of them have ended.',
  },
  CONTROL__DECISION_OUTDATED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { afterChange: number; newest: number }) =>
      `The decision was made after change ${context.afterChange} of the trading state; the newest ` +
      `is ${context.newest}, so nothing was changed.`,
    action: 'Look at what was decided meanwhile, and decide again if it is still wanted.',
  },
  CONTROL__ANSWER_LOST: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { asked: string; reason: string }) =>
      `The process that owns the data directory was asked for ${context.asked} and gave no ` +
      `answer (${context.reason}); it may have done it.`,
    action: 'Repeat the same, with the same key, to learn the outcome; never use another key.',
  },
});
