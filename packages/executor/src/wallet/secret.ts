const SHOWN = '[secret]';

/**
 * Bytes that nobody is to see: a passphrase, a token. However it is printed, logged or serialised,
 * it shows `[secret]`; the bytes are reached by `use` alone.
 *
 * @example
 * ```ts
 * using passphrase = Secret.of(bytes);
 * passphrase.use((bytes) => openKeystore(…));
 * ```
 */
export class Secret {
  #bytes: Uint8Array | undefined;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes the array over: it is overwritten when the secret is disposed of. */
  static of(bytes: Uint8Array): Secret {
    return new Secret(bytes);
  }

  /** For a secret that exists as text already; the text itself cannot be overwritten. */
  static ofText(text: string): Secret {
    return new Secret(new TextEncoder().encode(text));
  }

  /**
   * Hands the bytes over. They are to be used inside `work` and not kept.
   *
   * @throws Error once it is disposed of
   */
  use<Value>(work: (bytes: Uint8Array) => Value): Value {
    if (this.#bytes === undefined) throw new Error('a secret was used after it was disposed of');
    return work(this.#bytes);
  }

  /** Overwrites the bytes. It may be called again. */
  dispose(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN;
  }
}
