const SAFE_VALUE = /^[\w./:,@%+=-]*$/u;

/**
 * Writes variables as a file that a shell can source and Node, Docker and systemd can load.
 *
 * @param variables - Variables by name.
 */
export function environmentFileText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

/** Quoted only where it must be, because not every reader of such files knows quotes. */
function quoted(value: string): string {
  return SAFE_VALUE.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
