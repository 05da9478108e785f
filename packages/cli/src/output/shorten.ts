const KEPT = 8;

/** Shortens a signature or an address for a table. Both ends stay, so that it is recognised. */
export function shorten(text: string): string {
  return text.length <= 2 * KEPT + 1 ? text : `${text.slice(0, KEPT)}…${text.slice(-KEPT)}`;
}
