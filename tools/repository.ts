import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One text file of the repository. */
export interface RepositoryFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What a check found wrong, and how to mend it. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Looks at the files of the repository. */
export type Check = (files: readonly RepositoryFile[]) => readonly Problem[];

/** Root of this repository. */
export const REPOSITORY_ROOT = fileURLToPath(new URL('..', import.meta.url));

const SKIPPED_DIRECTORIES: ReadonlySet<string> = new Set([
  '.git',
  '.quantbot',
  'coverage',
  'dist',
  'generated',
  'node_modules',
]);
const TEXT_EXTENSIONS =
  /(?:\.(?:c|h|ld|html|css|example|js|json|md|mjs|service|sh|sql|svg|toml|tsx?|yaml|yml)|\/Dockerfile)$/u;

/** Reads every text file of the repository, sorted by path. */
export function readRepository(root = REPOSITORY_ROOT): readonly RepositoryFile[] {
  return listFiles(root, '').map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));
}

function listFiles(root: string, directory: string): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true })
    .toSorted((first, second) => (first.name < second.name ? -1 : 1))
    .flatMap((entry) => {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        return SKIPPED_DIRECTORIES.has(entry.name) ? [] : listFiles(root, path);
      }
      return entry.isFile() && TEXT_EXTENSIONS.test(entry.name) ? [path] : [];
    });
}
