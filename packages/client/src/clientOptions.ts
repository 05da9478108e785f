import { ExecutionError } from '@quantbot/core';

import type { ClientPlatform } from './platform/clientPlatform.ts';
import { nodeClientPlatform } from './platform/nodeClientPlatform.ts';

/** How a client reaches its server. */
export interface ExecutionClientOptions {
  /**
   * Address of `quantbot serve`, such as `https://trader.internal:8443`. Plain `http` is taken for
   * this machine alone, because the token would travel readable.
   */
  readonly url: string;
  /**
   * Bearer token with the scope `trade`. A function is asked before every request, so that a token
   * can be renewed while the process runs. It is never printed.
   */
  readonly token: string | (() => string);
  /**
   * Milliseconds one request may take before it counts as lost and is repeated with the same key.
   * The server is asked to answer a little earlier. 1 000 to 120 000. @defaultValue 25 000
   */
  readonly requestMs?: number;
  /** Sends the token over plain `http` to another machine. @defaultValue false */
  readonly allowPlainHttp?: boolean;
  /** Machine to run on. @defaultValue the real one */
  readonly platform?: ClientPlatform;
}

/** Options that were held against their rules. */
export interface CompiledOptions {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: () => string;
  readonly requestMs: number;
  readonly platform: ClientPlatform;
}

const REQUEST_MS_DEFAULT = 25_000;
const REQUEST_MS_MIN = 1_000;
const REQUEST_MS_MAX = 120_000;
const TOKEN_PATTERN = /^[\u0021-\u007e]+$/u;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/**
 * Reads the options.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` with every problem; no value of a token is in it.
 */
export function compileOptions(options: ExecutionClientOptions): CompiledOptions {
  const { url, token, requestMs = REQUEST_MS_DEFAULT, allowPlainHttp = false } = options;
  const read = readUrl(url, allowPlainHttp);
  const problems = [
    ...(read.problem === undefined ? [] : [read.problem]),
    ...(typeof token === 'function' || isToken(token) ? [] : [TOKEN_PROBLEM]),
    ...(isRequestMs(requestMs)
      ? []
      : [`requestMs is ${String(requestMs)}, not ${REQUEST_MS_MIN} to ${REQUEST_MS_MAX}`]),
  ];
  if (problems.length > 0) throw invalid(problems);
  return {
    url: read.url,
    token: typeof token === 'function' ? () => askToken(token) : () => token,
    requestMs,
    platform: options.platform ?? nodeClientPlatform,
  };
}

const TOKEN_PROBLEM = 'token is empty or has characters that no header can carry';

function askToken(source: () => string): string {
  const token = source();
  // A header with such a token would be refused by an error that prints it.
  if (!isToken(token)) throw invalid([TOKEN_PROBLEM]);
  return token;
}

function isToken(token: unknown): boolean {
  return typeof token === 'string' && TOKEN_PATTERN.test(token);
}

function isRequestMs(requestMs: unknown): boolean {
  return (
    typeof requestMs === 'number' && requestMs >= REQUEST_MS_MIN && requestMs <= REQUEST_MS_MAX
  );
}

function readUrl(text: string, allowPlainHttp: boolean): { url: string; problem?: string } {
  const url = URL.parse(text);
  if (url === null) return { url: '', problem: 'url is not an address' };
  if (url.username !== '' || url.password !== '') {
    return { url: '', problem: 'url has a name or a password in it; give the token instead' };
  }
  if (url.search !== '' || url.hash !== '') {
    return { url: '', problem: 'url has a query or a fragment' };
  }
  const isPlain = url.protocol === 'http:';
  if (!isPlain && url.protocol !== 'https:') {
    return { url: '', problem: `url begins with ${url.protocol}, not with https: or http:` };
  }
  if (isPlain && !allowPlainHttp && !LOCAL_HOST.test(url.hostname)) {
    return { url: '', problem: `url sends the token readable to ${url.hostname}; use https` };
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/u, '')}` };
}

function invalid(problems: readonly string[]): ExecutionError {
  return new ExecutionError('CONFIG__FIELD_INVALID', { source: 'createExecutionClient', problems });
}
