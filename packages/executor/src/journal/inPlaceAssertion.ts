import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/**
 * Remembers the files that paths lead to now. A journal that was deleted or moved away from under
 * its owner can still be written to, and nobody would find it again: what is written there is as good
 * as forgotten, and the next owner makes another one. Its log alone is enough for that, because what
 * was committed lately stands nowhere else.
 *
 * @returns throws once a path leads elsewhere, or nowhere, and names it. Does nothing on a machine
 * that cannot tell.
 */
export function inPlaceAssertion(
  paths: readonly string[],
  platform: Pick<ExecutorPlatform, 'identifyFile'>,
): () => void {
  const opened = paths.map((path) => ({ path, inode: platform.identifyFile?.(path).inode }));
  return () => {
    const lost = opened.find(({ path, inode }) => inodeAt(path, platform) !== inode);
    if (lost === undefined) return;
    throw new Error(`${lost.path} was deleted, moved away or replaced while it was in use`);
  };
}

function inodeAt(
  path: string,
  platform: Pick<ExecutorPlatform, 'identifyFile'>,
): string | undefined {
  try {
    return platform.identifyFile?.(path).inode;
  } catch {
    return 'none';
  }
}
