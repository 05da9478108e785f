import process from 'node:process';

/**
 * Writes one line to the standard error. Telemetry goes there because the standard output belongs
 * to the answers of commands.
 */
export function writeErrorLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
