import { ExecutionError } from '@quantbot/core';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Host of a signing service. What is sent to it is a token that moves money, so it has to be https;
 * plain http is taken to this machine alone.
 *
 * @param field - Name of the setting.
 * @throws ExecutionError `CONFIG__FIELD_INVALID`, which quotes nothing but the host
 */
export function signerHost(field: string, text: string): string {
  const invalid = (problem: string) =>
    new ExecutionError('CONFIG__FIELD_INVALID', {
      source: 'the signer',
      problems: [`${field} ${problem}`],
    });
  if (!URL.canParse(text)) throw invalid('is no URL');
  const { protocol, hostname, host, username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '') throw invalid('holds a user or a password');
  if (search !== '' || hash !== '') throw invalid('holds a query or a fragment');
  const isLocal = protocol === 'http:' && LOOPBACK.has(hostname);
  if (protocol !== 'https:' && !isLocal)
    throw invalid(`is neither https nor this machine: ${host}`);
  return host;
}
