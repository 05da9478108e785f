/** A number over everything that happened, in order: two runs are the same when it is. */
export interface TraceDigest {
  add(line: string): void;
  /** Eight hexadecimal digits. */
  text(): string;
}

/** FNV-1a, 32 bits: offset basis and prime. */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Makes a digest of nothing. */
export function createTraceDigest(): TraceDigest {
  let state = OFFSET_BASIS;
  return {
    add: (line) => {
      for (let at = 0; at < line.length; at += 1) {
        state = Math.imul(state ^ line.charCodeAt(at), PRIME);
      }
    },
    text: () => (state >>> 0).toString(16).padStart(8, '0'),
  };
}
