import { stripVTControlCharacters } from 'node:util';

import cliTruncate from 'cli-truncate';

import { terminalWidth } from '../platform/terminalWidth.ts';

const GAP = '  ';
/** Narrower columns tell nothing any more; then the terminal may break the line. */
const COLUMN_WIDTH_MIN = 8;

/**
 * Lays rows out in columns that are as wide as their widest cell, and no wider in all than the
 * terminal: of the widest columns the middle of a cell is left out. Colours do not count as width.
 *
 * @param rows - Cells; rows may differ in length.
 * @param widthMax - Columns there are. @defaultValue those of the terminal, without end elsewhere
 */
export function alignColumns(
  rows: ReadonlyArray<readonly string[]>,
  widthMax: number = terminalWidth(),
): string {
  const widths = fitWidths(naturalWidths(rows), widthMax);
  return rows
    .map((row) =>
      row
        .map((cell, index) => fit(cell, widths[index] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function naturalWidths(rows: ReadonlyArray<readonly string[]>): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    }
  }
  return widths;
}

/** Takes from the widest column until they fit, so that short ones stay whole. */
function fitWidths(natural: readonly number[], widthMax: number): readonly number[] {
  const widths = [...natural];
  const gaps = GAP.length * Math.max(0, widths.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - widthMax;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= COLUMN_WIDTH_MIN) break;
    widths[widths.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

/** Keys and addresses are told apart by their ends, so the middle goes. */
function fit(cell: string, width: number): string {
  const fitting = widthOf(cell) > width ? cliTruncate(cell, width, { position: 'middle' }) : cell;
  return fitting + ' '.repeat(Math.max(0, width - widthOf(fitting)));
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
