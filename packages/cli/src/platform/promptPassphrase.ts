import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

import { ExecutionError } from '@quantbot/core';
import { PASSPHRASE_BYTES_MAX } from '@quantbot/executor';

import { TypedLine } from './typedLine.ts';

const TERMINAL = '/dev/tty';

/**
 * Asks for a passphrase at the terminal, whatever standard input and output are, and shows nothing
 * of what is typed.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_SOURCE_MISSING` without a terminal,
 * `WALLET__PASSPHRASE_CANCELLED`
 */
export async function promptPassphrase(question: string): Promise<Uint8Array> {
  const output = openTerminal('w');
  try {
    const input = new ReadStream(openTerminal('r'));
    try {
      input.setRawMode(true);
      writeSync(output, question);
      return await readLine(input);
    } finally {
      input.setRawMode(false);
      input.destroy();
      writeSync(output, '\n');
    }
  } finally {
    closeSync(output);
  }
}

function openTerminal(flags: 'r' | 'w'): number {
  try {
    return openSync(TERMINAL, flags);
  } catch (cause) {
    throw new ExecutionError('WALLET__PASSPHRASE_SOURCE_MISSING', undefined, { cause });
  }
}

async function readLine(input: ReadStream): Promise<Uint8Array> {
  const line = new TypedLine(PASSPHRASE_BYTES_MAX);
  for await (const chunk of input) {
    const state = line.take(chunk as Uint8Array);
    if (state === 'done') return line.release();
    if (state === 'cancelled') break;
  }
  line.release().fill(0);
  throw new ExecutionError('WALLET__PASSPHRASE_CANCELLED');
}
