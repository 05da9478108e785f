import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/**
 * Remembers the file that a path leads to now. A journal that was deleted or moved away from under
 * its owner can still be written to, and nobody would find it again: what is written there is as good
 * as forgotten, and the next owner makes another one.
 *
 * @returns throws once the path leads elsewhere, or nowhere. Does nothing on a machine that cannot
 * tell.
 */
export function inPlaceAssertion(
  path: string,
  platform: Pick<ExecutorPlatform, 'identifyFile'>,
): () => void {
  const opened = platform.identifyFile?.(path).inode;
  return () => {
    if (inodeAt(path, platform) === opened) return;
    throw new Error('its file was deleted, moved away or replaced while it was in use');
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
