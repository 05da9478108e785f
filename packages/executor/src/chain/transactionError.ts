/**
 * A node's transaction error as JSON text, `null` when there is none.
 *
 * @throws TypeError when the answer says nothing: silence must not pass for success.
 */
export function errorText(error: unknown): string | null {
  if (error === undefined) throw new TypeError('the answer does not say whether it ran');
  if (error === null) return null;
  return JSON.stringify(error, (_key, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
}

/** A program that failed with a number of its own. */
export interface ProgramFailure {
  readonly program: string;
  readonly customErrorCode: number;
}

const FAILED_LINE =
  /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) failed: custom program error: 0x([0-9a-f]+)$/u;

/**
 * Finds the innermost program that failed. The runtime logs it first, before the programs that
 * called it fail with the same number in turn (Agave log format); numbers mean different things in
 * different programs, so the program counts.
 */
export function readProgramFailure(logs: readonly string[]): ProgramFailure | undefined {
  for (const line of logs) {
    const [, program, code] = FAILED_LINE.exec(line) ?? [];
    if (program !== undefined && code !== undefined) {
      return { program, customErrorCode: Number.parseInt(code, 16) };
    }
  }
  return undefined;
}
