/** What a passphrase is made into a key with: Argon2id (RFC 9106). */
export interface PassphraseStretch {
  readonly passphrase: Uint8Array;
  readonly salt: Uint8Array;
  /** Memory, KiB. */
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  /** Length of the result, bytes. */
  readonly bytes: number;
}

/** One key of several that are made of a first one: HKDF with SHA-256 (RFC 5869), no salt. */
export interface KeyExpansion {
  readonly key: Uint8Array;
  /** Says which of them it is. */
  readonly purpose: string;
  /** Length of the result, bytes. */
  readonly bytes: number;
}

/** What AES-256-GCM works on. */
export interface SealedBox {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes, never the same twice under one key. */
  readonly nonce: Uint8Array;
  /** Not encrypted, but part of what is authenticated. */
  readonly associatedData: Uint8Array;
}

/** The cryptography of keystores. */
export interface KeystoreCrypto {
  /** Bytes that nobody can foresee. */
  randomBytes(count: number): Uint8Array;
  /** @throws ExecutionError `CONFIG__RUNTIME_UNSUPPORTED` where the runtime has no Argon2 */
  stretchPassphrase(stretch: PassphraseStretch): Uint8Array;
  expandKey(expansion: KeyExpansion): Uint8Array;
  /** @returns the ciphertext and after it the 16-byte tag. */
  seal(box: SealedBox, plaintext: Uint8Array): Uint8Array;
  /** @returns the plaintext, `undefined` when anything of it is not what was sealed. */
  open(box: SealedBox, sealed: Uint8Array): Uint8Array | undefined;
  /** Compares in a time that does not tell where two values of one length differ. */
  isEqual(left: Uint8Array, right: Uint8Array): boolean;
}

/** Who owns something on disk and who may do what with it. */
export interface Guard {
  readonly path: string;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** Number of the user it belongs to. */
  readonly owner: number;
}

/** Bytes of a file or pipe, with what guards them. */
export interface GuardedBytes {
  readonly bytes: Uint8Array;
  readonly file: Guard;
  /** Directory the file is really in; `undefined` for a pipe, which is in none. */
  readonly directory: Guard | undefined;
  /** The user that reads; `undefined` on a system without such numbers. */
  readonly user: number | undefined;
}

/** Result of reading something that need not be there. */
export type GuardedReading =
  | ({ readonly kind: 'read' } & GuardedBytes)
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Result of reading an open descriptor. */
export type DescriptorReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What became of a file that was to be written. */
export type WriteOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Key files on disk. */
export interface KeystoreFiles {
  /** Reads a regular file of at most `bytesMax`, and its guard by the same descriptor. */
  read(path: string, bytesMax: number): GuardedReading;
  /** Reads a regular file or a pipe to its end. */
  readSource(path: string, bytesMax: number): GuardedReading;
  /** Tells who may do what with a directory, which has to be there. */
  inspectDirectory(path: string): Pick<GuardedBytes, 'user'> & { readonly directory: Guard };
  /** Reads a descriptor that this process was given to its end. A terminal is refused. */
  readDescriptor(descriptor: number, bytesMax: number): DescriptorReading;
  /**
   * Writes a new file of mode 0600 that is either whole or not there, and never over another.
   */
  create(path: string, text: string): WriteOutcome;
  /** Puts a new text in place of a file at once: whoever looks sees the old or the new one. */
  replace(path: string, text: string): WriteOutcome;
  /** Names in a directory, sorted; `undefined` when there is none. */
  list(directory: string): readonly string[] | undefined;
}

/** Everything that keystores need from the machine. */
export interface KeystorePlatform extends KeystoreCrypto, KeystoreFiles {}
