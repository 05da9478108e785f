/** Writes a table, as Markdown that still has to be formatted. */
export function markdownTable(
  heads: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
): string {
  return [heads, heads.map(() => '---'), ...rows].map(lineOf).join('\n');
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}
