import { createRequire } from 'node:module';

/**
 * Loads and finds as a file of this package does, wherever this code runs: bundled into a program
 * it lies elsewhere, and neither the package's own files nor what it depends on are beside it.
 */
export function packageRequire(): NodeJS.Require {
  return createRequire(createRequire(import.meta.url).resolve('@quantbot/sandbox/package.json'));
}
