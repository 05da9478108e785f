import { inspect } from 'node:util';

import { getBase58Decoder } from '@solana/kit';

/** A secret, and how to name it when it is found. */
export interface WatchedSecret {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether it is text, which may be found as it is. */
  readonly isText?: boolean;
}

const WINDOW_BYTES = 8;
const WINDOW_NUMBERS = 6;
const WINDOW_CHARACTERS = 12;

/**
 * Finds pieces of secrets in anything that left the executor: as text, as hex digits, as numbers, in
 * base58 and base64, and as raw bytes. A piece of eight bytes is enough.
 */
export class LeakFinder {
  readonly #pieces: ReadonlyArray<readonly [name: string, piece: string]>;

  constructor(secrets: readonly WatchedSecret[]) {
    this.#pieces = secrets.flatMap((secret) =>
      piecesOf(secret).map(([spelling, piece]): [string, string] => [
        `${secret.name} ${spelling}`,
        piece,
      ]),
    );
  }

  /** @returns what was found, without the secret itself. */
  find(text: string): readonly string[] {
    const dense = text.replaceAll(/\s/gu, '');
    const lower = dense.toLowerCase();
    const found = this.#pieces.filter(
      ([, piece]) => text.includes(piece) || dense.includes(piece) || lower.includes(piece),
    );
    return [...new Set(found.map(([name]) => name))];
  }

  /** Looks at a value in every way that somebody may print it. */
  findIn(value: unknown): readonly string[] {
    return this.find(printed(value));
  }
}

/** A value as logs, errors and debuggers would show it. */
export function printed(value: unknown): string {
  const deep = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null };
  const texts = [
    inspect(value, { ...deep, getters: true }),
    inspect(value, { ...deep, customInspect: false }),
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? inner.toString() : inner,
    ),
    String(value),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', printed(value.cause));
  return texts.join('\n');
}

function piecesOf({ bytes, isText }: WatchedSecret): Array<readonly [string, string]> {
  const buffer = Buffer.from(bytes);
  const base58 = getBase58Decoder().decode(bytes);
  const base64 = [0, 1, 2].map((offset) => buffer.subarray(offset).toString('base64'));
  const base64url = [0, 1, 2].map((offset) => buffer.subarray(offset).toString('base64url'));
  const numbers = windows([...bytes], WINDOW_NUMBERS).map((window) => window.join(','));
  const raw = windows([...bytes], WINDOW_BYTES).map((window) => Buffer.from(window));
  return [
    ...numbers.map((piece) => ['as numbers', piece] as const),
    ...raw.map((piece) => ['in hex digits', piece.toString('hex')] as const),
    ...raw.map(
      (piece) => ['as it is', piece.toString(isText === true ? 'utf8' : 'latin1')] as const,
    ),
    ...textWindows([base58]).map((piece) => ['in base58', piece] as const),
    ...textWindows([...base64, ...base64url]).map((piece) => ['in base64', piece] as const),
  ];
}

function textWindows(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    windows(Array.from(text), WINDOW_CHARACTERS).map((each) => each.join('')),
  );
}

function windows<Item>(items: readonly Item[], length: number): Item[][] {
  const count = Math.max(0, items.length - length + 1);
  return Array.from({ length: count }, (_, start) => items.slice(start, start + length));
}
