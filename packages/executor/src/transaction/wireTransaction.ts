/** Bytes of one Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/** Largest transaction the network takes (IPv6 minimum transmission unit less headers). */
export const WIRE_BYTES_MAX = 1_232;

/**
 * A message with room for its one signature: what a simulation without signature check takes, and
 * as long as the signed transaction will be.
 */
export function unsignedWire(messageBytes: Uint8Array): Uint8Array {
  return signedWire(messageBytes, new Uint8Array(SIGNATURE_BYTES));
}

/** First byte of a message of version 1 (SIMD-0385). */
const VERSION_1 = 0x81;

/**
 * A transaction with one signature in wire format: count, signature, message. In version 1 the
 * message stands first and tells the count itself.
 */
export function signedWire(messageBytes: Uint8Array, signature: Uint8Array): Uint8Array {
  if (messageBytes[0] === VERSION_1) {
    const whole = new Uint8Array(messageBytes.length + SIGNATURE_BYTES);
    whole.set(messageBytes);
    whole.set(signature, messageBytes.length);
    return whole;
  }
  const wire = new Uint8Array(1 + SIGNATURE_BYTES + messageBytes.length);
  wire[0] = 1;
  wire.set(signature, 1);
  wire.set(messageBytes, 1 + SIGNATURE_BYTES);
  return wire;
}

/** The message of a transaction with one signature in wire format. */
export function messageOfWire(wire: Uint8Array): Uint8Array {
  return wire[0] === VERSION_1
    ? wire.subarray(0, wire.length - SIGNATURE_BYTES)
    : wire.subarray(1 + SIGNATURE_BYTES);
}
