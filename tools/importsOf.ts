/** TypeScript without its comments, line breaks kept. Good enough to find imports and exports. */
export function stripComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//gu, (comment) => comment.replace(/[^\n]/gu, ''))
    .replace(/(^|[^:'"`])\/\/[^\n]*/gu, '$1');
}

/** One import or re-export of a source. */
export interface FoundImport {
  readonly specifier: string;
  /** True when nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
  /** True for `import()`, which loads nothing until it is called. */
  readonly isLazy: boolean;
}

/** What a source imports or re-exports, in no order. */
export function importsOf(text: string): readonly FoundImport[] {
  const code = stripComments(text);
  const statements = /^\s*(?:import|export)\b(\s+type\b)?[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gmu;
  const others = [
    { pattern: /^\s*import\s*['"]([^'"]+)['"]/gmu, isLazy: false },
    { pattern: /\bimport\(\s*['"]([^'"]+)['"]\s*\)/gu, isLazy: true },
  ];
  return [
    ...[...code.matchAll(statements)].map(([, type, specifier = '']) => ({
      specifier,
      isTypeOnly: type !== undefined,
      isLazy: false,
    })),
    ...others.flatMap(({ pattern, isLazy }) =>
      [...code.matchAll(pattern)].map(([, specifier = '']) => ({
        specifier,
        isTypeOnly: false,
        isLazy,
      })),
    ),
  ];
}

/** Names that a source exports, re-exports included. */
export function exportsOf(text: string): readonly string[] {
  const code = stripComments(text);
  const declared =
    /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:function\*?|const|let|class|interface|type|enum)\s+([\w$]+)/gmu;
  const listed = /^export\s+(?:type\s+)?\{([^}]*)\}/gmu;
  return [
    ...[...code.matchAll(declared)].map(([, name = '']) => name),
    ...[...code.matchAll(listed)].flatMap(([, names = '']) =>
      names
        .split(',')
        .map((name) => /([\w$]+)\s*$/u.exec(name)?.[1] ?? '')
        .filter((name) => name !== ''),
    ),
  ];
}
