import type { BookOwner, ServerParts } from './serverParts.ts';

/** Whose books are shown: the wallet that the journal is tied to, in the mode of this process. */
export function bookOwner({ feed, facts }: Pick<ServerParts, 'facts' | 'feed'>): BookOwner {
  const wallet = feed.bound('wallet') ?? feed.list({ limit: 1 })[0]?.wallet ?? 'none';
  return { wallet, mode: facts.mode };
}
