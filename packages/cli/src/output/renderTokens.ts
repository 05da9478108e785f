import { isInForce, type TokenRecord } from '../server/tokens/tokenRecord.ts';
import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';

/** A token without its hash. */
export type ListedToken = Omit<TokenRecord, 'hash'>;

/** Shows a token that was just made, the only time. */
export function renderNewToken(made: ListedToken & { readonly token: string }): string {
  const { name, scopes, expiresAtMs, token } = made;
  return [
    token,
    paint.faint(
      `${name} may ${scopes.join(' and ')} ${untilText(expiresAtMs)}. It is shown this once.`,
    ),
  ].join('\n');
}

/** Lists tokens. */
export function renderTokens(path: string, tokens: readonly ListedToken[], nowMs: number): string {
  if (tokens.length === 0) return `${path} has no tokens.`;
  const header = ['name', 'scopes', 'id', 'made', 'state'].map(paint.faint);
  const rows = tokens.map((token) => [
    token.name,
    token.scopes.join(' '),
    token.id,
    dayText(token.createdAtMs),
    stateText(token, nowMs),
  ]);
  return alignColumns([header, ...rows]);
}

function stateText(token: ListedToken, nowMs: number): string {
  const { revokedAtMs, expiresAtMs } = token;
  if (isInForce(token, nowMs)) return paint.good(`in force ${untilText(expiresAtMs)}`);
  if (revokedAtMs !== undefined) return paint.warn(`revoked ${dayText(revokedAtMs)}`);
  return paint.warn(`expired ${dayText(expiresAtMs ?? nowMs)}`);
}

function untilText(expiresAtMs: number | undefined): string {
  return expiresAtMs === undefined ? 'until it is revoked' : `until ${dayText(expiresAtMs)}`;
}

function dayText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
