import type { Chain } from '../chain.ts';
import type { TokenAddress } from '../tokenAddress.ts';

/** Prices and volume of one interval. */
export interface Candle {
  /** Start of the interval, seconds since the Unix epoch. */
  timestamp: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Asks for candles of one token. */
export interface MarketDataOhlcvRequest {
  tokenAddress: TokenAddress;
  chain: Chain;
  interval: '15s' | '1m' | '5m' | '15m' | '1H' | '4H' | '1D';
  /** Seconds since the Unix epoch, inclusive. */
  from: number;
  /** Seconds since the Unix epoch, inclusive. */
  to: number;
}

/** Asks for what is known of one token. */
export interface MarketDataMetadataRequest {
  tokenAddress: TokenAddress;
  /** Narrows the look-up when the provider serves several chains. */
  chain?: Chain;
}

/** What a provider knows of a token. Every figure is the provider's word. */
export interface TokenMetadata {
  address: string;
  chain: Chain;
  name?: string;
  symbol?: string;
  decimals?: number;
  price?: number;
  logoURI?: string;
  priceChange24h?: number;
  volume24h?: number;
  marketCap?: number;
}

/** Asks for a token's price at one moment. */
export interface HistoricalPriceRequest {
  tokenAddress: TokenAddress;
  /** Seconds since the Unix epoch. */
  unixTime: number;
  chain?: Chain;
}

/** A token's price at one moment, `null` when the provider has none. */
export type HistoricalPriceResponse = {
  /** Seconds since the Unix epoch. */
  unixTime: number;
  value: number;
  price?: number;
} | null;

/** Market data, whoever provides it. */
export interface MarketDataPort {
  fetchOhlcv(request: MarketDataOhlcvRequest): Promise<Candle[]>;
  fetchMetadata(request: MarketDataMetadataRequest): Promise<TokenMetadata | null>;
  fetchHistoricalPriceAtTime(request: HistoricalPriceRequest): Promise<HistoricalPriceResponse>;
}
