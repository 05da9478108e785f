import process from 'node:process';
import type { Writable } from 'node:stream';

/** Lines on their way to the standard error. */
export interface ErrorLines {
  /** Hands a text over. Never throws, never waits for whoever reads it. */
  write(text: string): void;
  /** What went wrong since this was asked last, for whoever counts failures. */
  takeLoss(): string | undefined;
  /** Resolves when everything was taken, or after two seconds. */
  flush(): Promise<void>;
}

/** What of a stream is used, so that a test can bring one along. */
export type LineStream = Pick<Writable, 'on' | 'write' | 'writableLength'>;

/** Bytes that wait for a reader who is slow; what comes on top is dropped, and trading goes on. */
export const WAITING_BYTES_MAX = 16 * 1_024 * 1_024;

const FLUSH_MS_MAX = 2_000;

/**
 * Writes lines to a stream that may fail at any time: a full disk, a reader that is gone, one that
 * reads no more. None of that may end or stop a process that follows signed trades, so what cannot
 * be written is lost and remembered as lost.
 */
export function createErrorLines(stream: LineStream): ErrorLines {
  let loss: string | undefined;
  // Without a listener the error of a stream ends the process.
  stream.on('error', (cause: Error) => {
    loss = cause.message;
  });
  return {
    write: (text) => {
      if (stream.writableLength + text.length > WAITING_BYTES_MAX) {
        loss = 'nobody reads it, and more than 16 MiB wait';
        return;
      }
      stream.write(text);
    },
    takeLoss: () => {
      const taken = loss;
      loss = undefined;
      return taken;
    },
    flush: async () => {
      const timer = Promise.withResolvers<void>();
      const timeout = setTimeout(timer.resolve, FLUSH_MS_MAX);
      const taken = new Promise<void>((resolve) => {
        stream.write('', () => {
          resolve();
        });
      });
      await Promise.race([taken, timer.promise]);
      clearTimeout(timeout);
    },
  };
}

let shared: ErrorLines | undefined;

/**
 * The standard error of the process. Telemetry goes there because the standard output belongs to the
 * answers of commands.
 */
export function standardErrorLines(): ErrorLines {
  return (shared ??= createErrorLines(process.stderr));
}
