import { readFileSync } from 'node:fs';

import { ExecutionError, reasonOf } from '@quantbot/core';

import type { LogLevel } from '../platform/logLevels.ts';
import { hostNameOf, isLoopback, LOOPBACK_HOSTS, type AllowedNames } from './allowedNames.ts';
import { DEFAULT_BOUNDS, type ServerBounds } from './serverParts.ts';

/** Options of `quantbot serve`, as the command line has them. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly tokens?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly insecurePublic?: boolean;
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly requestsMax: number;
  readonly connectionsMax: number;
  readonly streamsMax: number;
  readonly logLevel: LogLevel;
  readonly sandbox?: boolean;
  readonly slotMs: number;
  /** Trades by itself; with a sandbox alone. */
  readonly demo?: boolean;
  readonly json?: boolean;
}

/**
 * Refuses to trade by itself with anything but play money.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function requirePlayMoney({ demo, sandbox }: Pick<ServeOptions, 'demo' | 'sandbox'>): void {
  if (demo !== true || sandbox === true) return;
  const problems = ['it trades by itself, so it takes play money alone: add --sandbox'];
  throw new ExecutionError('CONFIG__FIELD_INVALID', { source: '--demo', problems });
}

/** Certificate and key, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads the files of TLS, and refuses to be reached from elsewhere without them.
 *
 * @throws ExecutionError `SERVER__PUBLIC_WITHOUT_TLS`, `CONFIG__CONTRADICTION`,
 * `CONFIG__FILE_UNREADABLE`
 */
export function readTls(options: ServeOptions): TlsFiles | undefined {
  const { tlsCert, tlsKey, host, insecurePublic } = options;
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { cert: readPem(tlsCert), key: readPem(tlsKey) };
  }
  if (tlsCert !== undefined || tlsKey !== undefined) {
    throw new ExecutionError('CONFIG__CONTRADICTION', {
      first: tlsCert === undefined ? '--tls-key' : '--tls-cert',
      second: `no ${tlsCert === undefined ? '--tls-cert' : '--tls-key'}`,
    });
  }
  if (!isLoopback(host) && insecurePublic !== true) {
    throw new ExecutionError('SERVER__PUBLIC_WITHOUT_TLS', { host });
  }
  return undefined;
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_UNREADABLE', { path, reason: reasonOf(cause) });
  }
}

/** Names that a server answers to: its own address, the machine's own names, and those allowed. */
export function namesOf(
  { host, allowHost, allowOrigin }: ServeOptions,
  scheme: AllowedNames['scheme'],
): AllowedNames {
  return {
    hosts: new Set([...LOOPBACK_HOSTS, host, ...allowHost].map(hostNameOf)),
    origins: new Set(allowOrigin.map((origin) => origin.toLowerCase().replace(/\/+$/u, ''))),
    scheme,
  };
}

/** Bounds of a server. */
export function boundsOf(options: ServeOptions): ServerBounds {
  const { requestsMax, connectionsMax, streamsMax } = options;
  return { ...DEFAULT_BOUNDS, requestsMax, connectionsMax, streamsMax };
}
