import { stripVTControlCharacters } from 'node:util';

import { terminalWidth } from '../platform/terminalWidth.ts';

/** Widest line of what is written for a person. */
export const COLUMNS_MAX = 100;

/**
 * Breaks a text between words into lines that fit, each indented. A word that is longer than a
 * line, such as a path, stays whole.
 *
 * @param indent - What every line begins with.
 * @param widthMax - Columns there are. @defaultValue those of the terminal, at most 100
 */
export function wrapText(text: string, indent: string, widthMax: number = terminalWidth()): string {
  const columns = Math.min(COLUMNS_MAX, widthMax);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(indent + word);
    }
  }
  return lines.join('\n');
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
