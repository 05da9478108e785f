/**
 * Chains a QuantBot request may name. The execution adapters trade on `solana` and refuse the
 * others with `VALIDATE__CHAIN_NOT_SUPPORTED`; the members stay because other parts of QuantBot
 * (market data, call tracking) use them.
 */
export type Chain = 'solana' | 'ethereum' | 'bsc' | 'base';
