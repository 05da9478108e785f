import { fault, type Fault } from '@quantbot/core';

/** Names that a server answers to, and pages that may ask it. */
export interface AllowedNames {
  /** Host names in lower case, without a port; IPv6 in brackets. */
  readonly hosts: ReadonlySet<string>;
  /** Origins besides that of the request's own host. */
  readonly origins: ReadonlySet<string>;
  readonly scheme: 'http' | 'https';
}

/** Names of the machine itself. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const HOST = /^(?<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/u;
const SHOWN_MAX = 120;

/**
 * Judges by which name a request came. A page of somebody else can make a browser that sits beside
 * the server send requests to it, under a name of its own; such a request is refused here.
 */
export function hostFault(host: string | undefined, { hosts }: AllowedNames): Fault | undefined {
  const name = HOST.exec(host?.toLowerCase() ?? '')?.groups?.['name'];
  if (name !== undefined && hosts.has(name)) return undefined;
  return fault('SERVER__HOST_NOT_ALLOWED', { host: shown(host ?? 'nothing') });
}

/** Judges whose page asks. Requests of programs have no origin. */
export function originFault(
  origin: string | undefined,
  host: string | undefined,
  { origins, scheme }: AllowedNames,
): Fault | undefined {
  if (origin === undefined) return undefined;
  const own = `${scheme}://${host?.toLowerCase() ?? ''}`;
  if (origin.toLowerCase() === own || origins.has(origin.toLowerCase())) return undefined;
  return fault('SERVER__ORIGIN_NOT_ALLOWED', { origin: shown(origin) });
}

/** Bracketed where it is an IPv6 address, as a Host header has it. */
export function hostNameOf(address: string): string {
  const name = address.toLowerCase();
  return name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
}

/** Addresses that are listened to and cannot be called: all of the machine, by IPv4 or IPv6. */
const CALLED_BY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/**
 * A name by which a person on this machine reaches what listens on an address. Where that is every
 * address of the machine, a certificate is for a name, so the first of those that are allowed goes
 * before the machine's own.
 */
export function callableName(
  address: string,
  {
    scheme,
    allowed,
  }: { readonly scheme: AllowedNames['scheme']; readonly allowed: readonly string[] },
): string {
  const name = hostNameOf(address);
  const loopback = CALLED_BY[name];
  if (loopback === undefined) return name;
  const [first] = allowed;
  return scheme === 'https' && first !== undefined ? hostNameOf(first) : loopback;
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const name = hostNameOf(host);
  return name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(name);
}

function shown(text: string): string {
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
