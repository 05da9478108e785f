import { alignColumns, WHOLE } from './alignColumns.ts';
import { paint } from './paint.ts';

/** A keystore as `keys list` tells of it. */
export type ListedKey =
  | {
      readonly name: string;
      readonly path: string;
      readonly address: string;
      /** Nobody has opened it: the address is what the file says of itself. */
      readonly authenticated: false;
    }
  | {
      readonly name: string;
      readonly path: string;
      readonly errorCode: string;
      readonly error: string;
    };

/** A keystore after a command that opened or wrote it. */
export interface DoneKey {
  readonly name: string;
  readonly path: string;
  readonly address: string;
}

/** Writes down what was done with a keystore, and what to know about it. */
export function renderDoneKey(done: string, key: DoneKey, hints: readonly string[] = []): string {
  const rows = [
    ['address', key.address],
    ['file', key.path],
  ].map(([name = '', value = '']) => [paint.faint(`  ${name}`), value]);
  return [
    `${paint.good('✔')} ${done}`,
    alignColumns(rows, WHOLE),
    ...hints.map((hint) => `  ${hint}`),
  ].join('\n');
}

/** Writes down the keystores of a directory. */
export function renderKeyList(directory: string, keys: readonly ListedKey[]): string {
  if (keys.length === 0) return `There is no keystore in ${directory}.`;
  const header = ['name', 'address', 'file'].map((name) => paint.faint(name));
  const rows = keys.map((key) =>
    'errorCode' in key
      ? [key.name, paint.bad(key.errorCode), key.path]
      : [key.name, key.address, key.path],
  );
  const problems = keys.flatMap((key) => ('error' in key ? [paint.bad(`✖ ${key.error}`)] : []));
  const note = 'Addresses are not authenticated: quantbot keys export-public NAME proves one.';
  return [alignColumns([header, ...rows], WHOLE), ...problems, paint.faint(note)].join('\n');
}
