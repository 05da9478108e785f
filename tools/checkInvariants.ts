import type { Problem, RepositoryFile } from './repository.ts';

/** Page that lists the invariants. */
const PAGE = 'docs/invariants.md';
/** Pages that name files and test titles as proof. */
const PROOF_PAGES: readonly string[] = [PAGE, 'docs/known-weaknesses.md'];

/**
 * Checks that every invariant a source names is on the page, and that the files and test titles
 * that this page and that of the known weaknesses name as proof exist.
 */
export function checkInvariants(files: readonly RepositoryFile[]): readonly Problem[] {
  const page = files.find(({ path }) => path === PAGE)?.text;
  if (page === undefined) return [{ path: PAGE, message: 'is missing. Write it.' }];
  const known = new Set([...page.matchAll(/^## (INV-\d\d) /gmu)].map(([, id]) => id));
  return [...namedInSources(files, known), ...PROOF_PAGES.flatMap((path) => namedOn(path, files))];
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

function namedOn(pagePath: string, files: readonly RepositoryFile[]): readonly Problem[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const page = texts.get(pagePath) ?? '';
  const proofs = /`((?:packages|tools|bench)\/[^`]+\.ts)`(?:: "([^"]+)")?/gu;
  return [...page.matchAll(proofs)].flatMap(([, path = '', title]) => {
    const text = texts.get(path);
    if (text === undefined) {
      return [
        { path: pagePath, message: `names ${path}, which does not exist. Correct the page.` },
      ];
    }
    if (title === undefined || text.includes(title)) return [];
    return [{ path: pagePath, message: `names the test "${title}", which ${path} does not have.` }];
  });
}
