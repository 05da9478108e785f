import type { Problem, RepositoryFile } from './repository.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly message: string;
}

/** Written in pieces, so that this file keeps its own rules. */
const RULES: readonly Rule[] = [
  {
    pattern: new RegExp(String.raw`(?<![\w.~-])/(?:${['work', 'root', 'home'].join('|')})/`, 'u'),
    message: 'names a path of one machine. Use a path relative to the repository.',
  },
  {
    pattern: new RegExp(
      [
        String.raw`\bregistry\.(?:npmjs|yarnpkg)\b`,
        String.raw`\b(?:artifactory|nexus|verdaccio)\.`,
      ].join('|'),
      'u',
    ),
    message: 'names a package registry. Leave the choice of registry to the machine.',
  },
  {
    pattern: new RegExp(String.raw`\b(?:${['TO', 'FIX'].join('DO|')}ME|TO${'DO'}|XX${'X'})\b`, 'u'),
    message: 'has a note to come back. Do it now, or say why the code is as it is.',
  },
];

const EXEMPT_PATHS: ReadonlySet<string> = new Set(['package-lock.json']);

/** Checks that the text speaks of the product and not of a machine or of plans. */
export function checkProjectSpeech(files: readonly RepositoryFile[]): readonly Problem[] {
  return files
    .filter(({ path }) => !EXEMPT_PATHS.has(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) =>
        RULES.filter(({ pattern }) => pattern.test(line)).map(({ message }) => ({
          path: `${path}:${index + 1}`,
          message,
        })),
      ),
    );
}
