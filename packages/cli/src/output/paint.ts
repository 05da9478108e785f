import { styleText } from 'node:util';

/** Colours that mean something: the same everywhere, and none where they would be noise. */
export const paint = createPaint(() => process.stdout);

/** The same for what goes to the standard error, which may be a file when the output is not. */
export const errorPaint = createPaint(() => process.stderr);

/**
 * Makes colours for a stream: none unless it is a terminal that wants them.
 *
 * @param streamOf - Looked up at each use, so that a test may replace the stream.
 */
export function createPaint(streamOf: () => NodeJS.WriteStream) {
  type Style = Parameters<typeof styleText>[0];
  const inStyle = (style: Style) => (text: string) =>
    styleText(style, text, { stream: streamOf() });
  return {
    good: inStyle('green'),
    bad: inStyle('red'),
    warn: inStyle('yellow'),
    strong: inStyle('bold'),
    faint: inStyle('dim'),
  };
}
