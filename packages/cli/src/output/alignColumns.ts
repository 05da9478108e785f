import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';

import type cliTruncate from 'cli-truncate';
import type wrapAnsi from 'wrap-ansi';

import { terminalWidth } from '../platform/terminalWidth.ts';

const GAP = '  ';
/** Single words from this length on are addresses, signatures or keys; error codes are shorter. */
const NAME_LENGTH_MIN = 40;
/** They are told apart by so much of their ends. */
const NAME_WIDTH_MIN = 20;
/** Narrower columns tell nothing any more; then the terminal may break the line. */
const COLUMN_WIDTH_MIN = 8;

/** What breaks cells is loaded for the first that is too wide: few are, and it takes a while. */
const load = createRequire(import.meta.url);

/** Width for what is there to be copied: a token, an address or an anchor is worth nothing when cut. */
export const WHOLE = Number.POSITIVE_INFINITY;

/**
 * Lays rows out in columns that are as wide as their widest cell, and no wider in all than the
 * terminal. Where they do not fit, first long addresses and the like lose their middle, then cells go
 * on in a further line, so that no amount and no reason is lost; only where words are wider than
 * there is room are they cut as well. Colours do not count as width.
 *
 * @param rows - Cells; rows may differ in length.
 * @param widthMax - Columns there are. @defaultValue those of the terminal, without end elsewhere
 */
export function alignColumns(
  rows: ReadonlyArray<readonly string[]>,
  widthMax: number = terminalWidth(),
): string {
  const widths = fitWidths(measure(rows), widthMax);
  return rows.flatMap((row) => linesOf(row, widths)).join('\n');
}

interface Column {
  /** Of the widest cell. */
  readonly natural: number;
  /** Of the widest word, which cannot go on in a further line. */
  readonly word: number;
}

function measure(rows: ReadonlyArray<readonly string[]>): readonly Column[] {
  const columns: Column[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      const { natural = 0, word = 0 } = columns[index] ?? {};
      const text = stripVTControlCharacters(cell);
      columns[index] = {
        natural: Math.max(natural, text.length),
        word: Math.max(word, indentOf(text).length + widestWord(text)),
      };
    }
  }
  return columns;
}

function widestWord(text: string): number {
  return Math.max(...text.split(' ').map(({ length }) => length));
}

function fitWidths(columns: readonly Column[], widthMax: number): readonly number[] {
  const widths = columns.map(({ natural }) => natural);
  const gaps = GAP.length * Math.max(0, widths.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - widthMax;
  const least: ReadonlyArray<(column: Column) => number> = [
    ({ natural, word }) => (word === natural && word >= NAME_LENGTH_MIN ? NAME_WIDTH_MIN : natural),
    ({ word }) => Math.max(COLUMN_WIDTH_MIN, word),
    ({ word }) => Math.max(COLUMN_WIDTH_MIN, Math.min(word, NAME_WIDTH_MIN)),
    () => COLUMN_WIDTH_MIN,
  ];
  for (const leastOf of least) {
    const floors = columns.map(leastOf);
    while (excess > 0) {
      const widest = widestAbove(widths, floors);
      if (widest === undefined) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
      excess -= 1;
    }
  }
  return widths;
}

/** Takes from the widest column until they fit, so that short ones stay whole. */
function widestAbove(widths: readonly number[], floors: readonly number[]): number | undefined {
  let found: number | undefined;
  for (const [index, width] of widths.entries()) {
    if (width <= (floors[index] ?? 0)) continue;
    if (found === undefined || width > (widths[found] ?? 0)) found = index;
  }
  return found;
}

/** The lines of a row: as many as the cell that goes on longest has. */
function linesOf(row: readonly string[], widths: readonly number[]): readonly string[] {
  const cells = row.map((cell, index) => breakCell(cell, widths[index] ?? 0));
  const count = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: count }, (_, line) =>
    cells
      .map((lines, index) => pad(lines[line] ?? '', widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function breakCell(cell: string, width: number): readonly string[] {
  if (widthOf(cell) <= width) return [cell];
  const { default: wrap } = load('wrap-ansi') as { default: typeof wrapAnsi };
  const { default: truncate } = load('cli-truncate') as { default: typeof cliTruncate };
  const indent = indentOf(stripVTControlCharacters(cell));
  const lines = wrap(cell.trimStart(), width - indent.length, { hard: false }).split('\n');
  return lines.map((line) => {
    const whole = indent + line;
    return widthOf(whole) > width ? truncate(whole, width, { position: 'middle' }) : whole;
  });
}

function indentOf(text: string): string {
  return /^ */u.exec(text)?.[0] ?? '';
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
