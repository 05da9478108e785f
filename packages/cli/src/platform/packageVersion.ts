import { createRequire } from 'node:module';

/** Version of this package, as its own package.json has it. */
export function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { version: string };
  return manifest.version;
}
