import type { Chain } from '../chain.ts';
import type { TokenAddress } from '../tokenAddress.ts';

/**
 * Prices and volume of one interval, in the currency that the provider quotes. Nothing here turns a
 * price into an amount of money: the executor takes the ratio of two prices of one provider.
 */
export interface Candle {
  /** Start of the interval, seconds since the Unix epoch. */
  timestamp: number;
  /** First price of the interval, for one whole token. */
  open: number;
  /** Highest price. */
  high: number;
  /** Lowest price. */
  low: number;
  /** Last price. */
  close: number;
  /** What was traded, in the unit that the provider counts in. */
  volume: number;
}

/** Asks for candles of one token. */
export interface MarketDataOhlcvRequest {
  /** Mint of the token. */
  tokenAddress: TokenAddress;
  /** Chain that the token is on. */
  chain: Chain;
  /** Length of one candle: seconds, minutes, hours or a day. */
  interval: '15s' | '1m' | '5m' | '15m' | '1H' | '4H' | '1D';
  /** Seconds since the Unix epoch, inclusive. */
  from: number;
  /** Seconds since the Unix epoch, inclusive. */
  to: number;
}

/** Asks for what is known of one token. */
export interface MarketDataMetadataRequest {
  /** Mint of the token. */
  tokenAddress: TokenAddress;
  /** Narrows the look-up when the provider serves several chains. */
  chain?: Chain;
}

/**
 * What a provider knows of a token. Every figure is the provider's word; the executor reads decimals
 * and powers over a token from the chain alone.
 */
export interface TokenMetadata {
  /** Mint of the token. */
  address: string;
  /** Chain that the token is on. */
  chain: Chain;
  /** Name that its maker gave it; anybody may take any. */
  name?: string;
  /** Short name that its maker gave it; anybody may take any. */
  symbol?: string;
  /** Decimals of its amounts. */
  decimals?: number;
  /** Price of one whole token, in the currency that the provider quotes. */
  price?: number;
  /** Address of a picture. */
  logoURI?: string;
  /** Change of the price in 24 hours, in percent. */
  priceChange24h?: number;
  /** What was traded in 24 hours, in the unit that the provider counts in. */
  volume24h?: number;
  /** Price times tokens in existence, in the currency that the provider quotes. */
  marketCap?: number;
}

/** Asks for a token's price at one moment. */
export interface HistoricalPriceRequest {
  /** Mint of the token. */
  tokenAddress: TokenAddress;
  /** Seconds since the Unix epoch. */
  unixTime: number;
  /** Narrows the look-up when the provider serves several chains. */
  chain?: Chain;
}

/** A token's price at one moment, `null` when the provider has none. */
export type HistoricalPriceResponse = {
  /** When the price was one, seconds since the Unix epoch: one that is too old is not used. */
  unixTime: number;
  /** Price of one whole token, in the currency that the provider quotes. */
  value: number;
  /** The same where a provider tells it by this name; it is taken first. */
  price?: number;
} | null;

/**
 * Market data, whoever provides it. A provider that does not know says so by no candles or `null`,
 * and one that cannot answer rejects; it never makes a figure up, because a strategy may trade on it.
 * No answer of it permits a trade: where a limit needs a second price, none denies.
 */
export interface MarketDataPort {
  /** Candles from `from` to `to`, oldest first; none where nothing is known. */
  fetchOhlcv(request: MarketDataOhlcvRequest): Promise<Candle[]>;
  /** What is known of a token, `null` where nothing is. */
  fetchMetadata(request: MarketDataMetadataRequest): Promise<TokenMetadata | null>;
  /** Price nearest to a moment, with the moment it is of; `null` where there is none. */
  fetchHistoricalPriceAtTime(request: HistoricalPriceRequest): Promise<HistoricalPriceResponse>;
}
