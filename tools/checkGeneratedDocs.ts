import { GENERATED_PAGES, renderPage, type GeneratedPage } from './generateDocs.ts';
import type { Problem, RepositoryFile } from './repository.ts';

/** Checks that the pages made from code say what the code says. */
export async function checkGeneratedDocs(
  files: readonly RepositoryFile[],
  pages: readonly GeneratedPage[] = GENERATED_PAGES,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const page of pages) {
    const found = files.find(({ path }) => path === page.path)?.text;
    if (found === (await renderPage(page))) continue;
    const state = found === undefined ? 'is missing' : 'is not what the code says';
    problems.push({ path: page.path, message: `${state}. Run npm run docs and commit the page.` });
  }
  return problems;
}
