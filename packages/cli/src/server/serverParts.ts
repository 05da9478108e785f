import type { ClockPort } from '@quantbot/core';
import type { ExecutionAdapter, ExecutionLimits, JournalFeed, TradeMode } from '@quantbot/executor';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

import type { EventHub } from './events/eventHub.ts';
import type { AllowedNames } from './allowedNames.ts';
import type { RolloutControl } from './rolloutControl.ts';
import type { StageTimes } from './statistics/stageTimes.ts';
import type { TokenBook } from './tokens/tokenBook.ts';

/** What the server asks of whoever trades. */
export type ServedExecution = Pick<
  ExecutionAdapter,
  | 'execute'
  | 'isAvailable'
  | 'tradingState'
  | 'changeTradingState'
  | 'endpointHealth'
  | 'sourceHealth'
>;

/** What is told about the process that serves. */
export interface ServedFacts {
  readonly version: string;
  readonly cluster: string;
  readonly dryRun: boolean;
  readonly mode: TradeMode;
  readonly limits: ExecutionLimits | undefined;
  readonly haltFilePath: string;
  /** Who runs a node, by the scheme and host of its URL. */
  readonly operators: ReadonlyMap<string, string>;
}

/** Whose books are shown. */
export interface BookOwner {
  readonly wallet: string;
  readonly mode: TradeMode;
}

/** Bounds of the server. */
export interface ServerBounds {
  /** Most bytes of a body. */
  readonly bodyBytesMax: number;
  /** Most requests that one token, or one address without a token, makes in `rateWindowMs`. */
  readonly requestsMax: number;
  readonly rateWindowMs: number;
  /** Most connections at the same time. */
  readonly connectionsMax: number;
  /** Most event streams at the same time. */
  readonly streamsMax: number;
  /** Longest that a trade's answer is waited for in one request, milliseconds. */
  readonly waitMsMax: number;
  /** Longest that the head and that the whole of a request may take to arrive, milliseconds. */
  readonly headMsMax: number;
  readonly requestMsMax: number;
  /** Longest that a connection may stand still, milliseconds; above `waitMsMax`. */
  readonly idleMsMax: number;
  readonly heartbeatMs: number;
}

/** Bounds that hold when nobody says otherwise. */
export const DEFAULT_BOUNDS: ServerBounds = {
  bodyBytesMax: 16_384,
  requestsMax: 500,
  rateWindowMs: 1_000,
  connectionsMax: 512,
  streamsMax: 64,
  waitMsMax: 30_000,
  headMsMax: 10_000,
  requestMsMax: 15_000,
  idleMsMax: 75_000,
  heartbeatMs: 15_000,
};

/** Everything a server is made of. */
export interface ServerParts {
  readonly execution: ServedExecution;
  /** Reads the journal; made once the journal is there. */
  readonly feed: JournalFeed;
  /** Whether a process owns the journal now. */
  readonly isOwned: () => boolean;
  readonly hub: EventHub;
  readonly tokens: TokenBook;
  readonly names: AllowedNames;
  readonly clock: ClockPort;
  readonly facts: ServedFacts;
  readonly bounds: ServerBounds;
  /** Times of the stages that the journal does not tell. */
  readonly stageTimes: Pick<StageTimes, 'since'>;
  /** Lets everything go first that waits for its turn. */
  readonly nextTurn: () => Promise<void>;
  readonly logger: FastifyBaseLogger;
  /** Aborted when the server takes no more trades. */
  readonly closing: AbortSignal;
  /** Certificate and key, PEM; plain HTTP without. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Metrics in the form of Prometheus. */
  readonly renderMetrics?: () => Promise<string>;
  readonly rollout?: RolloutControl;
  /** Directory of the console's files. */
  readonly consoleDirectory?: string;
}

/** The application, whose schemas are zod's. */
export type ServerApplication = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
