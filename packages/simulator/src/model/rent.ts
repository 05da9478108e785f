/** Bytes that every account is charged for besides its data (Solana rent). */
const OVERHEAD_BYTES = 128;

/** Lamports for each byte, two years of them. */
const LAMPORTS_PER_BYTE = 6_960n;

/** Lamports that an account of so many bytes of data needs to stay. */
export function rentLamportsOf(dataBytes: number): bigint {
  return BigInt(dataBytes + OVERHEAD_BYTES) * LAMPORTS_PER_BYTE;
}
