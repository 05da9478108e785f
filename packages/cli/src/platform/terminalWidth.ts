const WIDTH_MIN = 40;

/**
 * Columns of the terminal that the output goes to. What goes to a file or another program is not
 * cut: there is nobody whose window it has to fit.
 *
 * @param stream - Looked up at each use, so that a window may change its size.
 */
export function terminalWidth(
  stream: Pick<NodeJS.WriteStream, 'columns' | 'isTTY'> = process.stdout,
): number {
  if (!stream.isTTY || !(stream.columns > 0)) return Number.POSITIVE_INFINITY;
  return Math.max(WIDTH_MIN, stream.columns);
}
