import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Slots after which it has waited long enough. */
const PATIENCE_SLOTS = 40n;

/** Holds an attempt for dead when nothing was seen of it for a while, and signs another. */
export const resignOnTimeout: Mutant = {
  name: 're-sign-on-timeout',
  breaks: 'An attempt that was not seen for some seconds is taken for dead, without any proof.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      isPastLife: ({ slot }, { signedAtSlot }) =>
        slot !== undefined && slot - BigInt(signedAtSlot) > PATIENCE_SLOTS,
      testify: ({ label, operator }) => ({
        label,
        operator,
        finalizedHeight: '0',
        statusSlot: '0',
        firstAvailableSlot: '0',
      }),
      isProof: () => true,
    }),
};
