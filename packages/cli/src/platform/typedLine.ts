const CONTROL_C = 0x03;
const CONTROL_D = 0x04;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CONTROL_U = 0x15;
const DELETE = 0x7f;

/** Whether a line is complete. */
export type LineState = 'more' | 'done' | 'cancelled';

/** A line typed at a terminal that shows nothing of it and leaves the editing to us. */
export class TypedLine {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** @param bytesMax - What is typed beyond one byte more than this is left out. */
  constructor(bytesMax: number) {
    this.#bytes = new Uint8Array(bytesMax + 1);
  }

  /** Takes what was typed, and overwrites it. */
  take(typed: Uint8Array): LineState {
    try {
      for (const byte of typed) {
        const state = this.#takeByte(byte);
        if (state !== 'more') return state;
      }
      return 'more';
    } finally {
      typed.fill(0);
    }
  }

  /** Hands the line over and forgets it. */
  release(): Uint8Array {
    const line = this.#bytes.slice(0, this.#length);
    this.#clear();
    return line;
  }

  #takeByte(byte: number): LineState {
    switch (byte) {
      case LINE_FEED:
      case CARRIAGE_RETURN:
        return 'done';
      case CONTROL_C:
        this.#clear();
        return 'cancelled';
      case CONTROL_D:
        return this.#length === 0 ? 'cancelled' : 'done';
      case CONTROL_U:
        this.#clear();
        return 'more';
      case BACKSPACE:
      case DELETE:
        this.#eraseCharacter();
        return 'more';
      default:
        if (this.#length < this.#bytes.length) {
          this.#bytes[this.#length] = byte;
          this.#length += 1;
        }
        return 'more';
    }
  }

  /** A character of UTF-8 is a first byte and those that only follow one. */
  #eraseCharacter(): void {
    let isFirst = false;
    while (this.#length > 0 && !isFirst) {
      this.#length -= 1;
      isFirst = ((this.#bytes[this.#length] ?? 0) & 0b1100_0000) !== 0b1000_0000;
      this.#bytes[this.#length] = 0;
    }
  }

  #clear(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }
}
