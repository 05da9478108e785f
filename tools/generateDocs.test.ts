import { expect, it } from 'vitest';

import { GENERATED_PAGES, renderPage } from './generateDocs.ts';

it('renders every page the same twice, ending in one line break', async () => {
  for (const page of GENERATED_PAGES) {
    const text = await renderPage(page);
    expect(text).toBe(await renderPage(page));
    expect(text).toMatch(/[^\n]\n$/u);
  }
});
