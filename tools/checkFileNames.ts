import type { Problem, RepositoryFile } from './repository.ts';
import { exportsOf } from './importsOf.ts';

/** Files that are not named after what they export, each for a reason. */
export const EXEMPTIONS: ReadonlyArray<{ readonly path: string; readonly reason: string }> = [];

/**
 * Checks that a file is named after what it exports: after the export itself, its verb left out or
 * not, or after a word that several exports are a family by. Files without exports are entry points
 * and free.
 */
export function checkFileNames(files: readonly RepositoryFile[]): readonly Problem[] {
  return files
    .filter(({ path }) => /^(?:packages\/[^/]+\/src|tools|bench\/src)\/.*\.tsx?$/u.test(path))
    .filter(({ path }) => !/(?:\.test|\.d|\/index|\/main)\.tsx?$|\/generated\//u.test(path))
    .filter(({ path }) => !EXEMPTIONS.some((exemption) => path === exemption.path))
    .flatMap(({ path, text }) => {
      const name =
        path
          .split('/')
          .at(-1)
          ?.replace(/\.tsx?$/u, '') ?? '';
      if (!/^[a-z][a-zA-Z0-9]*$/u.test(name)) {
        return [{ path, message: `is not in camelCase. Rename it after its main export.` }];
      }
      const exported = exportsOf(text);
      const isRight =
        exported.length === 0 ||
        exported.some((candidate) => plain(candidate).includes(plain(name))) ||
        (exported.length > 1 && exported.some((candidate) => sharesWord(name, candidate)));
      return isRight ? [] : [{ path, message: wrongName(exported) }];
    });
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Whether a word of the file name, in the singular, is in the name of the export. */
function sharesWord(fileName: string, exported: string): boolean {
  return fileName
    .split(/(?=[A-Z])/u)
    .map((word) => word.toLowerCase().replace(/s$/u, ''))
    .some((word) => word.length >= 4 && plain(exported).includes(word));
}

function wrongName(exported: readonly string[]): string {
  return (
    `is not named after anything it exports (${exported.slice(0, 5).join(', ')}). Rename it after ` +
    `its main export, or add it to EXEMPTIONS in tools/checkFileNames.ts with the reason.`
  );
}
