import type { Problem, RepositoryFile } from './repository.ts';

/** Page that lists the invariants. */
const PAGE = 'docs/invariants.md';

/**
 * Checks that every invariant a source names is on the page, and that the files and test titles
 * that the page names as proof exist.
 */
export function checkInvariants(files: readonly RepositoryFile[]): readonly Problem[] {
  const page = files.find(({ path }) => path === PAGE)?.text;
  if (page === undefined) return [{ path: PAGE, message: 'is missing. Write it.' }];
  const known = new Set([...page.matchAll(/^## (INV-\d\d) /gmu)].map(([, id]) => id));
  return [...namedInSources(files, known), ...namedOnPage(page, files)];
}

function namedInSources(
  files: readonly RepositoryFile[],
  known: ReadonlySet<string | undefined>,
): readonly Problem[] {
  return files
    .filter(({ path }) => /^packages\/.*\.ts$/u.test(path))
    .flatMap(({ path, text }) => {
      const ids = new Set([...text.matchAll(/\bINV-\d+\b/gu)].map(([id]) => id));
      return [...ids]
        .filter((id) => !known.has(id))
        .map((id) => ({
          path,
          message: `names ${id}, which ${PAGE} does not list. Add it there.`,
        }));
    });
}

function namedOnPage(page: string, files: readonly RepositoryFile[]): readonly Problem[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const proofs = /`((?:packages|tools)\/[^`]+\.ts)`(?:: "([^"]+)")?/gu;
  return [...page.matchAll(proofs)].flatMap(([, path = '', title]) => {
    const text = texts.get(path);
    if (text === undefined) {
      return [{ path: PAGE, message: `names ${path}, which does not exist. Correct the page.` }];
    }
    if (title === undefined || text.includes(title)) return [];
    return [{ path: PAGE, message: `names the test "${title}", which ${path} does not have.` }];
  });
}
