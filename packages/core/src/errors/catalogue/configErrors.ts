import { defineErrors } from '../defineErrors.ts';

/** Wrong set-up: found before any trade, by every entry point. */
export const configErrors = defineErrors({
  CONFIG__FILE_UNREADABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The configuration file ${context.path} cannot be read: ${context.reason}.`,
    action: 'Check that the path is right and that the user who runs this may read it.',
  },
  CONFIG__FILE_UNWRITABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The file ${context.path} cannot be written: ${context.reason}.`,
    action: 'Check that its directory exists and that the user who runs this may write there.',
  },
  CONFIG__FILE_MALFORMED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The configuration file ${context.path} is not a JSON object: ${context.reason}.`,
    action: 'Write one JSON object with the fields that docs/configuration.md lists.',
  },
  CONFIG__FIELD_UNKNOWN: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { source: string; fields: readonly string[] }) =>
      `${context.source} has fields that are not known: ${context.fields.join(', ')}.`,
    action: 'Remove or correct them; a misspelt limit would protect nothing.',
  },
  CONFIG__FIELD_INVALID: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { source: string; problems: readonly string[] }) =>
      `${context.source} is not valid: ${context.problems.join('; ')}.`,
    action: 'Correct every field named here.',
  },
  CONFIG__CONTRADICTION: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { first: string; second: string }) =>
      `${context.first} contradicts ${context.second}.`,
    action: 'Say it once, or say the same in both.',
  },
  CONFIG__LIMITS_MISSING: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { missing: readonly string[] }) =>
      `Live trading without explicit limits is refused; missing: ${context.missing.join(', ')}.`,
    action: 'Set them under "limits" in the configuration, or stay in dry-run.',
  },
  CONFIG__IDEMPOTENCY_REQUIRED: {
    outcome: 'configuration',
    retry: 'fix',
    message: () => 'Idempotency cannot be switched off outside dry-run.',
    action: 'Remove enableIdempotency: false, or stay in dry-run.',
  },
  CONFIG__VALUE_MISSING: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { name: string; reason: string }) =>
      `${context.name} is missing: ${context.reason}.`,
    action: 'Set it and start again.',
  },
  CONFIG__CLUSTER_MISMATCH: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { cluster: string; endpoint: string; genesisHash: string }) =>
      `The node ${context.endpoint} has genesis hash ${context.genesisHash}, which is not that of ` +
      `the cluster ${context.cluster}.`,
    action: 'Point the endpoint at the cluster you mean, or name the cluster it serves.',
  },
  CONFIG__DECODER_MISSING: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { program: string }) =>
      `Program ${context.program} is allowed but there is no decoder for its swaps.`,
    action: 'Remove it from the allowed programs, or configure a venue that brings a decoder.',
  },
  CONFIG__RUNTIME_UNSUPPORTED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { found: string; required: string }) =>
      `Node ${context.found} cannot run this; Node ${context.required} or newer is needed.`,
    action: 'Run it through npm or npx, which bring the right version, or update Node.',
  },
  CONFIG__SANDBOX_UNAVAILABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { reason: string }) => `The sandbox did not start: ${context.reason}.`,
    action: 'Read the reason; on an unsupported platform use Linux x64 or macOS.',
  },
  CONFIG__CLUSTER_UNUSABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { endpoint: string; reason: string }) =>
      `No sandbox was set up on the cluster of ${context.endpoint}: ${context.reason}.`,
    action: 'Mend what the reason names and start again; docs/testnet.md says what it takes.',
  },
});
