import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Locates a module that is started as a process or worker of its own. It lies beside the module
 * that starts it and has the same extension: `.ts` where sources run, `.js` in the built package.
 *
 * @param moduleUrl - `import.meta.url` of the caller
 * @param name - file name without extension
 */
export function siblingModule(moduleUrl: string, name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(new URL(moduleUrl).pathname)}`, moduleUrl));
}
