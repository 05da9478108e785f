import { Worker } from 'node:worker_threads';

import { siblingModule } from './siblingModule.ts';

/**
 * Ends this process as soon as its parent is gone, however the parent ended. The parent holds the
 * other end of this process's standard input and never writes to it; the kernel closes it on death.
 *
 * The watch runs on a thread of its own, so that it also works while native code blocks this one.
 */
export function dieWithParent(): void {
  const watch = new Worker(siblingModule(import.meta.url, 'parentWatch'));
  // The watch alone is no reason to live on.
  watch.unref();
}
