import { standardErrorLines } from '../platform/errorLines.ts';

/**
 * Writes one line to the standard error.
 *
 * @throws Error when text before it was lost, so that whoever combines telemetry counts the failure
 */
export function writeErrorLine(line: string): void {
  writeErrorText(`${line}\n`);
}

/** The same for a text that ends its lines itself. @throws Error when text before it was lost */
export function writeErrorText(text: string): void {
  const lines = standardErrorLines();
  const loss = lines.takeLoss();
  lines.write(text);
  if (loss !== undefined) throw new Error(`the standard error lost lines: ${loss}`);
}
