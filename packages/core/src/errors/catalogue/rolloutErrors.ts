import { defineErrors } from '../defineErrors.ts';

/** Refusals of the staged rollout (docs/rollout.md). Nothing was signed for what they refuse. */
export const rolloutErrors = defineErrors({
  ROLLOUT__UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { path: string; reason: string }) =>
      `The rollout file ${context.path} cannot be used: ${context.reason}. Without it nobody can ` +
      `tell which adapter a request belongs to.`,
    action: 'Check disk, permissions and version, then repeat with the same key.',
  },
  ROLLOUT__POSITION_UNKNOWN: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; reason: string }) =>
      `Nobody can tell whether the wallet holds ${context.mint}: ${context.reason}. A sell of what ` +
      `it holds must not be answered by the stub.`,
    action: 'Mend the cause, then repeat with the same key.',
  },
  ROLLOUT__EXIT_UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; reason: string }) =>
      `The real side holds ${context.mint}, and the adapter that would sell it cannot be made: ` +
      `${context.reason}.`,
    action: 'Give this process the settings of the wallet that holds it, then repeat.',
  },
  ROLLOUT__ENTRY_WITHDRAWN: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { key: string; reason: string }) =>
      `Buy ${context.key} was claimed to be traded really and is signed no more: ${context.reason}.`,
    action:
      'Nothing moved under this key. Repeat it once entries are traded really again, or decide anew ' +
      'under another key.',
  },
  ROLLOUT__MOVE_REFUSED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { move: string; stage: string; reason: string }) =>
      `The rollout is at ${context.stage} and cannot move ${context.move}: ${context.reason}.`,
    action: 'Deal with the reason; docs/rollout.md says what each stage needs.',
  },
});
