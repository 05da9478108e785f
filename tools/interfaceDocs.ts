/** What the source says of one field of an interface. */
export interface FieldDocs {
  readonly name: string;
  /** Type as it is written. */
  readonly type: string;
  readonly isOptional: boolean;
  /** The comment without its tags, in one line. */
  readonly meaning: string;
  /** What `@defaultValue` says, if it is there. */
  readonly defaultValue: string | undefined;
}

/**
 * Reads the fields of an interface with their comments. Knows the one form that this repository
 * writes: a field in a line of its own, its comment right above.
 *
 * @throws Error when the source has no such interface.
 */
export function interfaceDocs(source: string, name: string): readonly FieldDocs[] {
  const body = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n(.*?)^\\}`, 'msu').exec(source);
  if (body?.[1] === undefined) throw new Error(`there is no interface ${name}`);
  const fields = /(?:^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\n)?^ {2}readonly (\w+)(\?)?: ([^;]+);/gmsu;
  return [...body[1].matchAll(fields)].map(([, comment = '', field = '', optional, type = '']) => ({
    name: field,
    type,
    isOptional: optional !== undefined,
    ...readComment(comment),
  }));
}

/** The comment above an interface, in one line; empty when it has none. */
export function interfaceSummary(source: string, name: string): string {
  const found = new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\\nexport interface ${name}\\b`, 'su').exec(
    source,
  );
  return readComment(found?.[1] ?? '').meaning;
}

function readComment(comment: string): Pick<FieldDocs, 'meaning' | 'defaultValue'> {
  const text = comment
    .replace(/^\s*\*\s?/gmu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const [meaning = '', defaultValue] = text.split('@defaultValue');
  return { meaning: meaning.trim(), defaultValue: defaultValue?.trim() };
}
