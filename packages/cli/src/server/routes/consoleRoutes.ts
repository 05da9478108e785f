import staticFiles from '@fastify/static';
import { CONSOLE_CONTENT_SECURITY_POLICY } from '@quantbot/console';

import type { ServerApplication, ServerParts } from '../serverParts.ts';

/** Everything that is served of the console's directory, by the path under which it is. */
const FILES = {
  '/': 'index.html',
  '/console.js': 'console.js',
  '/console.css': 'console.css',
  '/icon.svg': 'icon.svg',
} as const;

const PAGE_HEADERS = {
  // Names stay the same over releases: the page is asked for every time, and is sent when changed.
  'cache-control': 'no-cache',
  'content-security-policy': CONSOLE_CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
};

/** The operator's page, which anybody may load: it holds nothing and asks for a token itself. */
export async function addConsoleRoutes(
  app: ServerApplication,
  { consoleDirectory }: ServerParts,
): Promise<void> {
  if (consoleDirectory === undefined) return;
  await app.register(staticFiles, { root: consoleDirectory, serve: false, cacheControl: false });
  for (const [path, file] of Object.entries(FILES)) {
    app.get(
      path,
      { exposeHeadRoute: true, config: { scope: 'none' }, schema: { hide: true } },
      async (_request, reply) => reply.headers(PAGE_HEADERS).sendFile(file),
    );
  }
}
