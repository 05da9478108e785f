import type { KeystorePlatform } from './keystorePlatform.ts';

/** One HTTP exchange. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds after which the exchange is given up. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What came back, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Values a statement takes and gives. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A prepared statement. */
export interface SqlStatement {
  run(...parameters: SqlValue[]): { readonly changes: number };
  get(...parameters: SqlValue[]): Record<string, SqlValue> | undefined;
  all(...parameters: SqlValue[]): Array<Record<string, SqlValue>>;
}

/** An open database. Integers come back as `bigint`. */
export interface SqlDatabase {
  readonly path: string;
  exec(sql: string): void;
  /** True between a BEGIN and its end, however it ended. */
  isInTransaction(): boolean;
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** A file read as a secret: its text and its permission bits. */
export interface PrivateFile {
  readonly text: string;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
}

/** Result of reading a file that need not be there. */
export type FileReading =
  | { readonly kind: 'read'; readonly file: PrivateFile }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * What tells a file from every copy of it. A move within its file system and a restart keep it; a
 * copy, a restored backup and a move to another file system change it. A snapshot of the whole file
 * system keeps it as well.
 */
export interface FileIdentity {
  readonly inode: string;
  /**
   * When it was made, nanoseconds since the Unix epoch; `undefined` where the file system does not
   * say, or nothing was written since, so that it may be the time of the last change.
   */
  readonly bornAtNs: string | undefined;
}

/** What there is at the path of a halt file. Everything but `absent` halts. */
export type HaltFileReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly text: string }
  /** Whether it is there cannot be told. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Files whose existence halts trading, without any process that has to answer. */
export interface HaltFiles {
  /** Looks now, in this turn. Never throws. */
  read(path: string): HaltFileReading;
  /** Looks again and again, often enough that a change is told within 200 ms. */
  watch(path: string, onLook: (reading: HaltFileReading) => void): { close(): void };
}

/** A stream of wake-up calls from a node. */
export interface ChainSubscription {
  close(): void;
}

/** What a stream of wake-up calls tells. */
export interface ChainSubscriptionEvents {
  /** The node has taken the subscription: what happens from now on is told. */
  onOpen(): void;
  /** The node reported the signature; look for yourself. */
  onReport(): void;
  /** The stream ended or never began; polling goes on without it. */
  onFailure(reason: string): void;
}

/** Which signature to be woken for, and by whom. */
export interface SignatureWatch {
  readonly wsUrl: string;
  readonly signature: string;
}

/** What one process of this machine asks another. */
export interface LocalRequest {
  /** Name of what is asked for, beginning with a slash. */
  readonly path: string;
  readonly body: string;
}

/** Answer to a {@link LocalRequest}, with an HTTP status. */
export interface LocalReply {
  readonly status: number;
  readonly body: string;
}

/** What is offered to other processes of the same user, through a directory they share. */
export interface LocalService {
  /** Directory by which they find it. The caller must be its only owner. */
  readonly directory: string;
  readonly bodyBytesMax: number;
  /** Connections beyond this are closed at once. */
  readonly connectionsMax: number;
  answer(request: LocalRequest): Promise<LocalReply>;
  /** Told what went wrong with the service itself; it goes on. */
  onFailure(reason: string): void;
}

/** A service that is running. */
export interface LocalServer {
  /** Takes no more calls, cuts those that have no answer yet, and leaves no socket behind. */
  close(): Promise<void>;
}

/** A question to whoever serves a directory. */
export interface LocalCall extends LocalRequest {
  readonly directory: string;
  readonly answerBytesMax: number;
  /** Milliseconds after which the answer is given up. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What became of a {@link LocalCall}. */
export type LocalOutcome =
  | { readonly kind: 'answered'; readonly reply: LocalReply }
  /** Nobody took the call: nothing was handed over. */
  | { readonly kind: 'nobody'; readonly reason: string }
  /** Somebody was connected and gave no whole answer. What was asked may have been done. */
  | { readonly kind: 'lost'; readonly reason: string };

/** Talk between processes of one user on one machine. */
export interface LocalSockets {
  /** @throws Error when the directory cannot be served. */
  serve(service: LocalService): Promise<LocalServer>;
  call(call: LocalCall): Promise<LocalOutcome>;
}

/** Signs with one Ed25519 key that stays inside. */
export interface Ed25519Key {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** @returns the 64-byte signature of the bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A signature, what it should be of, and whose. */
export interface SignatureClaim {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

/**
 * Everything the executor needs from the machine. The product uses `createNodePlatform()`; a
 * simulation brings its own and so decides time, chance, network and disk.
 */
export interface ExecutorPlatform {
  /** Milliseconds on a clock that never goes back. Its zero means nothing. */
  monotonicMs(): number;
  /** Resolves after the time; rejects when the signal aborts. */
  delay(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves after everything that is ready now has run. What concurrent callers have asked for
   * until then can be done together.
   */
  nextTurn(): Promise<void>;
  /** A number at least 0 and below 1. */
  random(): number;
  /** A name that no other call anywhere gets. */
  uniqueId(): string;
  /** @returns the 32-byte SHA-256 digest of the bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** @returns the SHA-256 digest of a text in UTF-8, 64 hex digits. */
  sha256Hex(text: string): string;
  /** Takes a 32-byte Ed25519 seed in. */
  importEd25519Seed(seed: Uint8Array): Ed25519Key;
  /** Whether a signature is what it claims to be. What is malformed is not. */
  verifyEd25519(claim: SignatureClaim): boolean;
  /** @throws Error when there is no answer; an answer of any status is returned. */
  http(request: HttpRequest): Promise<HttpResponse>;
  /** Asks a node to call when a signature is confirmed. A hint, never evidence. */
  watchSignature(watch: SignatureWatch, events: ChainSubscriptionEvents): ChainSubscription;
  /** Reads a small file with its permission bits. */
  readFile(path: string): FileReading;
  readonly haltFiles: HaltFiles;
  /** Creates the directory with mode 0700 when it is not there. */
  ensureDirectory(path: string): void;
  /**
   * Without it a copy of a journal is not told from the journal.
   *
   * @throws Error when the file cannot be looked at.
   */
  identifyFile?(path: string): FileIdentity;
  /** Without them no other process can ask the owner of a data directory. */
  readonly localSockets?: LocalSockets;
  /** Without it no encrypted keystore can be opened. */
  readonly keystore?: KeystorePlatform;
  openDatabase(path: string, options?: { readonly readOnly?: boolean }): SqlDatabase;
}
