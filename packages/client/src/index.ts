/**
 * # @quantbot/client
 *
 * An `ExecutionPort` over HTTP: a strategy in a process of its own trades through `quantbot serve`
 * and changes one line. Journal, keys and nodes stay with the server; this package needs `fetch` and
 * `@quantbot/core`, and drags neither a database nor a key-management SDK into anybody's graph.
 *
 * The client keeps the port's promise across the network: it names a trade before its first byte
 * leaves, repeats with that name alone, and never calls a trade failed of which it does not know
 * that it failed.
 *
 * @packageDocumentation
 */
export type { ExecutionClientOptions } from './clientOptions.ts';
export { createExecutionClient, type ExecutionClient } from './createExecutionClient.ts';
export type { ClientPlatform, ReleasableSignal } from './platform/clientPlatform.ts';
export { nodeClientPlatform } from './platform/nodeClientPlatform.ts';
export type {
  RemoteInFlight,
  RemoteMode,
  RemoteTrade,
  RemoteTradeRow,
  RemoteTradingOutcome,
  RemoteTradingState,
  TradeFilter,
  TradePage,
  TradingDecision,
} from './remoteTrade.ts';
