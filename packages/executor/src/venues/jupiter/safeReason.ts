const REASON_CHARACTERS_MAX = 200;
const UNPRINTABLE = /[^\x20-\x7e]+/gu;

/**
 * Makes text that a venue or the network wrote fit for a fault: without the API key, which a
 * careless server may echo, in one printable line, and no longer than 200 characters.
 *
 * The key goes first, because cutting through it would leave a part that is no longer recognised.
 */
export function safeReason(text: string, apiKey: string | undefined): string {
  const withoutKey = apiKey === undefined ? text : text.replaceAll(apiKey, '<api key>');
  const line = withoutKey.replace(UNPRINTABLE, ' ').trim();
  return line.length > REASON_CHARACTERS_MAX
    ? `${line.slice(0, REASON_CHARACTERS_MAX - 3)}...`
    : line;
}
