import type { EventEmitter } from 'node:events';

/**
 * Lets a command go on when nobody reads what it writes any more, as behind `| head -1` or a log
 * collector that died: Node would end the process with a stack trace, in the middle of a trade or
 * with a status that says nothing of it.
 */
export function outliveReaders(...streams: readonly EventEmitter[]): void {
  for (const stream of streams) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') throw cause;
    });
  }
}
