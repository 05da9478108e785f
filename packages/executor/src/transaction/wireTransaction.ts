/** Bytes of one Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/**
 * A message with room for its one signature: what a simulation without signature check takes, and
 * as long as the signed transaction will be.
 */
export function unsignedWire(messageBytes: Uint8Array): Uint8Array {
  return signedWire(messageBytes, new Uint8Array(SIGNATURE_BYTES));
}

/** A transaction with one signature in wire format: count, signature, message. */
export function signedWire(messageBytes: Uint8Array, signature: Uint8Array): Uint8Array {
  const wire = new Uint8Array(1 + SIGNATURE_BYTES + messageBytes.length);
  wire[0] = 1;
  wire.set(signature, 1);
  wire.set(messageBytes, 1 + SIGNATURE_BYTES);
  return wire;
}
