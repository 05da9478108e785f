import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { renderConfiguration } from './renderConfiguration.ts';
import { renderEnvironmentExample } from './renderEnvironmentExample.ts';
import { renderErrorCodes } from './renderErrorCodes.ts';
import { renderHostileAnswers } from './renderHostileAnswers.ts';
import { renderLifecycle } from './renderLifecycle.ts';
import { renderMetrics } from './renderMetrics.ts';
import { renderRisk } from './renderRisk.ts';
import { REPOSITORY_ROOT } from './repository.ts';

/** A page made from code. */
export interface GeneratedPage {
  readonly path: string;
  readonly render: () => string;
}

/** Every page made from code. */
export const GENERATED_PAGES: readonly GeneratedPage[] = [
  { path: 'docs/configuration.md', render: renderConfiguration },
  { path: 'docs/error-codes.md', render: renderErrorCodes },
  { path: 'docs/hostile-answers.md', render: renderHostileAnswers },
  { path: 'docs/lifecycle.md', render: renderLifecycle },
  { path: 'docs/metrics.md', render: renderMetrics },
  { path: 'docs/risk.md', render: renderRisk },
  { path: 'packaging/quantbot.env.example', render: renderEnvironmentExample },
];

/** Text of a page as it has to be in the repository. */
export async function renderPage({ path, render }: GeneratedPage): Promise<string> {
  const file = join(REPOSITORY_ROOT, path);
  if (!path.endsWith('.md')) return render();
  return format(render(), { ...(await resolveConfig(file)), filepath: file });
}

/** Writes the pages that changed and tells which. */
export async function generateDocs(): Promise<readonly string[]> {
  const written: string[] = [];
  for (const page of GENERATED_PAGES) {
    const file = join(REPOSITORY_ROOT, page.path);
    const text = await renderPage(page);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    written.push(page.path);
  }
  return written;
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  const written = await generateDocs();
  console.log(written.length === 0 ? 'The generated pages are current.' : written.join('\n'));
}
