import { defineErrors } from '../defineErrors.ts';

/** What the HTTP server refuses by itself, before anything is asked of the executor. */
export const serverErrors = defineErrors({
  SERVER__KEY_REQUIRED: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The request has no Idempotency-Key header; over HTTP every trade needs one.',
    action:
      'Make a key before the first byte is sent, and repeat with it until there is an answer.',
  },
  SERVER__KEY_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { length: number; lengthMax: number }) =>
      `The Idempotency-Key header has ${context.length} characters; 1 to ${context.lengthMax} ` +
      `visible ASCII characters without spaces are taken, and neither "." nor "..".`,
    action: 'Use a UUID or a name of your own that stays the same for the same trade.',
  },
  SERVER__KEY_UNKNOWN: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { key: string }) => `No trade has the key ${context.key}.`,
    action:
      'Check the key; GET /v1/executions lists what there is, rehearsals included. What the stub ' +
      'answered (simulated: true) is in no list: docs/rollout.md says where it is compared.',
  },
  SERVER__REQUEST_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { problems: readonly string[] }) =>
      `The request cannot be read: ${context.problems.join('; ')}.`,
    action: 'Correct it; /openapi.json has the form of every request.',
  },
  SERVER__BODY_TOO_LARGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { bytesMax: number }) =>
      `The body is larger than ${context.bytesMax} bytes.`,
    action: 'Send a smaller one; a trade needs a few hundred bytes.',
  },
  SERVER__MEDIA_TYPE_UNSUPPORTED: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The body is not announced as application/json.',
    action: 'Send JSON with "Content-Type: application/json".',
  },
  SERVER__HEADER_REPEATED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { header: string }) =>
      `The header ${context.header} is there more than once, and which one counts is not clear.`,
    action: 'Send it once.',
  },
  SERVER__HOST_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { host: string }) =>
      `The Host header names ${context.host}, which this server does not answer for.`,
    action: 'Use the address it prints, or start it with --allow-host NAME.',
  },
  SERVER__ORIGIN_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { origin: string }) =>
      `A page of ${context.origin} asks; only pages of this server may.`,
    action: 'Use the console of this server, or start it with --allow-origin ORIGIN.',
  },
  SERVER__TOKEN_MISSING: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The request has no bearer token.',
    action: 'Send "Authorization: Bearer TOKEN"; `quantbot tokens new` makes one.',
  },
  SERVER__TOKEN_UNKNOWN: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The bearer token is not one of this server.',
    action: 'Check that it is whole, or make another by `quantbot tokens new`.',
  },
  SERVER__TOKEN_EXPIRED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { name: string; expiredAt: string }) =>
      `The bearer token ${context.name} expired at ${context.expiredAt}.`,
    action: 'Make another by `quantbot tokens new` and use it in its place.',
  },
  SERVER__TOKEN_REVOKED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { name: string; revokedAt: string }) =>
      `The bearer token ${context.name} was revoked at ${context.revokedAt}.`,
    action: 'Ask who runs the server; `quantbot tokens new` makes another.',
  },
  SERVER__SCOPE_MISSING: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { name: string; scope: string; scopes: readonly string[] }) =>
      `This needs the scope ${context.scope}; the bearer token ${context.name} has ` +
      `${context.scopes.join(' and ')}.`,
    action: 'Use a token that has it; `quantbot tokens new --scope` makes one.',
  },
  SERVER__RATE_EXCEEDED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { requestsMax: number; windowMs: number; waitMs: number }) =>
      `More than ${context.requestsMax} requests in ${context.windowMs} ms; nothing was asked ` +
      `of the executor.`,
    action: 'Repeat with the same key after the seconds that Retry-After names.',
  },
  SERVER__STREAMS_EXCEEDED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { streamsMax: number }) =>
      `${context.streamsMax} event streams are open, which is the most.`,
    action: 'Close one, or raise --streams-max.',
  },
  SERVER__SHUTTING_DOWN: {
    outcome: 'denied',
    retry: 'same-key',
    message: () => 'The server is shutting down and takes no more trades.',
    action: 'Repeat with the same key when it is back; trades that are open go on then.',
  },
  SERVER__ROUTE_UNKNOWN: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { method: string; path: string }) =>
      `There is no ${context.method} ${context.path}.`,
    action: 'Look it up in /openapi.json or docs/server.md.',
  },
  SERVER__NO_ROLLOUT: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'This server runs without a rollout: the adapter answers every trade itself.',
    action: 'Set a rollout up to have stages; docs/rollout.md tells how.',
  },
  SERVER__NO_METRICS: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'This server was started without metrics.',
    action: 'Start it with them; docs/telemetry.md tells how.',
  },
  SERVER__NOT_READY: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { reason: string }) => `A trade would be refused now: ${context.reason}.`,
    action: 'Look at GET /v1/trading-state and /v1/health for what is in the way.',
  },
  SERVER__TOKENS_UNUSABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The tokens file ${context.path} cannot be used: ${context.reason}.`,
    action: 'Make it by `quantbot tokens new`, and let nobody but its owner read it.',
  },
  SERVER__TOKEN_NOT_FOUND: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { id: string; path: string }) =>
      `The tokens file ${context.path} has no token with the id or name ${context.id} in force.`,
    action: 'Look the id up with `quantbot tokens list`.',
  },
  SERVER__TOKEN_NAME_TAKEN: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { name: string; path: string }) =>
      `The tokens file ${context.path} has a token named ${context.name} that is in force.`,
    action: 'Use another name, or revoke that one first.',
  },
  SERVER__PUBLIC_WITHOUT_TLS: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { host: string }) =>
      `${context.host} is not a loopback address, and without TLS tokens and trades would cross ` +
      `the network in the clear.`,
    action:
      'Give --tls-cert and --tls-key, stay on 127.0.0.1 behind a proxy that has TLS, or say ' +
      '--insecure-public where the network itself is private.',
  },
  SERVER__LISTEN_FAILED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { host: string; port: number; reason: string }) =>
      `The server cannot listen on ${context.host} port ${context.port}: ${context.reason}.`,
    action: 'Choose another --port or --host, or stop what has it.',
  },
});
