/** Enough of an address or a signature to recognise it by. */
export function shorten(text: string, shown = 4): string {
  return text.length <= shown * 2 + 3 ? text : `${text.slice(0, shown)}…${text.slice(-shown)}`;
}
