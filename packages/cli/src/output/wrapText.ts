/** Widest line of what is written for a person. */
export const COLUMNS_MAX = 100;

/**
 * Breaks a text between words into lines that fit, each indented. A word that is longer than a
 * line, such as a path, stays whole.
 *
 * @param indent - What every line begins with.
 */
export function wrapText(text: string, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= COLUMNS_MAX) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(indent + word);
    }
  }
  return lines.join('\n');
}
