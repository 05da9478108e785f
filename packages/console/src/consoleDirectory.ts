import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Content-Security-Policy under which the page works, for the header of every answer that serves it:
 * nothing from other hosts, nothing inline, no frame around it.
 */
export const CONSOLE_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Absolute path of the folder with the page: `index.html` and what it loads. `npm run build` makes
 * it; names stay the same over releases, so serve them with `Cache-Control: no-cache`.
 */
export function consoleDirectory(): string {
  // Not beside this module: bundled into a program, that lies elsewhere.
  const manifest = createRequire(import.meta.url).resolve('@quantbot/console/package.json');
  return join(dirname(manifest), 'dist', 'assets');
}
