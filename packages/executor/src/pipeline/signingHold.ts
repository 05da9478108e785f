import type { Fault } from '@quantbot/core';

/**
 * Why a wallet signs nothing now. Set by what has seen that the journal is not the whole truth
 * about the wallet; read before every signature. What was signed is followed all the same.
 */
export interface SigningHold {
  /** The reason, `undefined` while signing is allowed. */
  reason(): Fault | undefined;
  /** Forbids signatures. The first reason stays until it is lifted. */
  set(reason: Fault): void;
  /** Allows them again, after a person or a proof has dealt with the reason. */
  lift(code: Fault['code']): void;
}

/**
 * Makes a hold that holds nothing yet.
 *
 * @param onChange - Told of every reason that begins or ends to hold.
 */
export function createSigningHold(
  onChange: (code: Fault['code'], isHeld: boolean) => void = () => undefined,
): SigningHold {
  const reasons = new Map<Fault['code'], Fault>();
  return {
    reason: () => reasons.values().next().value,
    set: (reason) => {
      if (reasons.has(reason.code)) return;
      reasons.set(reason.code, reason);
      onChange(reason.code, true);
    },
    lift: (code) => {
      if (reasons.delete(code)) onChange(code, false);
    },
  };
}
