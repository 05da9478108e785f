import type {
  AnyExecutionRequest,
  ExecutionPort,
  ExecutionResult,
} from '../ports/executionPort.ts';
import { createTokenAddress } from '../tokenAddress.ts';

/** One promise and the check of it. */
export interface ContractCase {
  /** A present-tense fact, ready to be a test title. */
  readonly name: string;
  /** Resolves when the promise is kept, rejects with an AssertionError when it is not. */
  readonly run: () => Promise<void>;
}

/** A port that a case may use, and what ends it. */
export interface OpenedPort {
  readonly port: ExecutionPort;
  /** Frees what the port holds. Called once, whatever the case found. */
  close(): Promise<void>;
  /**
   * Makes every further trade of this port fail in execution, in a way its breaker counts. The
   * breaker cases are part of the suite only when `breaker` is given, and need this.
   */
  failTrades?(): void;
}

/** An implementation of the port, as the suite needs to know it. */
export interface ExecutionPortSubject {
  /**
   * Opens a port. No two cases use the same key or the same request without a key, so a subject
   * that is costly to start may answer one port again and again; the breaker cases need their own.
   */
  createPort(): Promise<OpenedPort>;
  /** A token that the port can buy. */
  readonly token: { readonly mint: string; readonly decimals: number };
  /**
   * SOL that one buy spends; at most nine buys run at once. The suite adds a few lamports to tell
   * buys without a key apart. @defaultValue 0.01
   */
  readonly buyAmount?: number;
  /** Ceiling the port was set up with. @defaultValue 1000 */
  readonly slippageBpsMax?: number;
  /** False for a port that asks its callers for a key. @defaultValue true */
  readonly attachesWithoutKey?: boolean;
  /** True when the port reads the mint and so holds a sell against its decimals. */
  readonly readsMint?: boolean;
  /** Given when a port of this subject can be made to fail and has a breaker. */
  readonly breaker?: { readonly maxConsecutiveFailures: number };
}

/** A well-formed mint that no case trades; a request that names it is refused before any look-up. */
export const OTHER_MINT = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';

/** A buy that the subject can carry out, with the given fields on top. */
export function buyRequest(
  subject: ExecutionPortSubject,
  fields: Partial<AnyExecutionRequest> = {},
): AnyExecutionRequest {
  return {
    tokenAddress: createTokenAddress(subject.token.mint),
    chain: 'solana',
    side: 'buy',
    amount: subject.buyAmount ?? 0.01,
    slippageBps: 100,
    ...fields,
  };
}

/** Lamports of the subject's buy, to write one amount in two ways. */
export function buyLamports(subject: ExecutionPortSubject): number {
  return Math.round((subject.buyAmount ?? 0.01) * 1_000_000_000);
}

/** Opens a port for one case and closes it whatever happens. */
export function withPort(
  subject: ExecutionPortSubject,
  use: (opened: OpenedPort) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const opened = await subject.createPort();
    try {
      await use(opened);
    } finally {
      await opened.close();
    }
  };
}

/** Asks with whatever an untyped caller could pass. */
export function executeUntyped(port: ExecutionPort, request: unknown): Promise<ExecutionResult> {
  return port.execute(request as AnyExecutionRequest);
}
