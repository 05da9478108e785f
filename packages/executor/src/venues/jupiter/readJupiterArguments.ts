import type { UndecodableSwap } from '@quantbot/core';

import { DISCRIMINATOR_BYTES, type JupiterRouteLayout } from './jupiterLayouts.ts';

/** Arguments of a swap that decide what it takes and gives. */
export interface JupiterArguments {
  /** Base units of the input mint. */
  readonly amountIn: bigint;
  /** Base units of the output mint that the route was quoted at. */
  readonly quotedOut: bigint;
  /** Basis points of the quote that the program may fall short by, 0 to 10,000. */
  readonly slippageBps: number;
  /** Basis points of the output that go to an integrator, 0 to 10,000. */
  readonly platformFeeBps: number;
}

/** The plan's arguments and where they stand in the data. */
interface ArgumentPlaces {
  readonly amountsOffset: number;
  readonly planOffset: number;
  readonly stepBytesMin: number;
}

const U64_BYTES = 8;
const U16_BYTES = 2;
const PLAN_COUNT_BYTES = 4;
const BEFORE_PLAN_BYTES = 2 * U64_BYTES + 3 * U16_BYTES;
const AFTER_PLAN_BYTES = 2 * U64_BYTES + U16_BYTES + 1;

/** Kind of swap, share of the input, input index, output index: a byte each. */
const STEP_BYTES_MIN_AFTER_PLAN = 4;
/** As above, with the share in two bytes. */
const STEP_BYTES_MIN_BEFORE_PLAN = 5;

/** More hops than a transaction has room for; a larger count is not a plan. */
const PLAN_STEPS_MAX = 64;
const BPS_MAX = 10_000;

/**
 * Reads the arguments of a swap, or says why they cannot be trusted.
 *
 * The two families keep their amounts on different sides of the route plan:
 *
 * - *Before the plan* (`*_v2`): fixed offsets. Nothing after them can change what they say.
 * - *After the plan* (`route`, `shared_accounts_route`): the offset depends on the plan's length,
 *   and a step's length on its kind of swap. Taking the last 19 bytes is **not** safe by itself:
 *   the program stops reading after its last argument and ignores what follows, so a hostile venue
 *   could hide the real amounts behind harmless-looking ones at the end.
 *
 * The rule for the second family needs no table of swap kinds, which would age with each release
 * of the program: a step of any kind has at least four bytes, so if the data is exactly as long as
 * its count of steps at four bytes each demands, the program cannot find its amounts earlier than
 * in the last 19 bytes, and reading later it would run out of data and fail. Any longer data is
 * refused. That gives up older-style routes over pools whose step carries parameters; the venue
 * answers with the `*_v2` family, which loses nothing.
 */
export function readJupiterArguments(
  layout: JupiterRouteLayout,
  data: Uint8Array,
): JupiterArguments | UndecodableSwap {
  const places = placesOf(layout, data.length);
  const reason = findLengthRefusal(layout, data, places);
  if (reason !== undefined) return { reason };
  const view = viewOf(data);
  const slippageOffset = places.amountsOffset + 2 * U64_BYTES;
  const feeOffset = slippageOffset + U16_BYTES;
  const isBeforePlan = layout.amounts === 'before-plan';
  return refuseImplausible(
    {
      amountIn: view.getBigUint64(places.amountsOffset, true),
      quotedOut: view.getBigUint64(places.amountsOffset + U64_BYTES, true),
      slippageBps: view.getUint16(slippageOffset, true),
      platformFeeBps: isBeforePlan ? view.getUint16(feeOffset, true) : view.getUint8(feeOffset),
    },
    isBeforePlan ? view.getUint16(feeOffset + U16_BYTES, true) : 0,
  );
}

function placesOf(layout: JupiterRouteLayout, dataBytes: number): ArgumentPlaces {
  const start = DISCRIMINATOR_BYTES + (layout.hasSharedAccountsId ? 1 : 0);
  return layout.amounts === 'before-plan'
    ? {
        amountsOffset: start,
        planOffset: start + BEFORE_PLAN_BYTES,
        stepBytesMin: STEP_BYTES_MIN_BEFORE_PLAN,
      }
    : {
        amountsOffset: dataBytes - AFTER_PLAN_BYTES,
        planOffset: start,
        stepBytesMin: STEP_BYTES_MIN_AFTER_PLAN,
      };
}

function findLengthRefusal(
  layout: JupiterRouteLayout,
  data: Uint8Array,
  places: ArgumentPlaces,
): string | undefined {
  const isAfterPlan = layout.amounts === 'after-plan';
  const tailBytes = isAfterPlan ? AFTER_PLAN_BYTES : 0;
  const stepsOffset = places.planOffset + PLAN_COUNT_BYTES;
  const bytesMin = stepsOffset + places.stepBytesMin + tailBytes;
  if (data.length < bytesMin) {
    return `${layout.variant} data has ${data.length} bytes, the shortest has ${bytesMin}`;
  }
  const steps = viewOf(data).getUint32(places.planOffset, true);
  if (steps === 0 || steps > PLAN_STEPS_MAX) {
    return `${layout.variant} plan has ${steps} steps, a plan has 1 to ${PLAN_STEPS_MAX}`;
  }
  const planBytes = stepsOffset + steps * places.stepBytesMin + tailBytes;
  if (data.length < planBytes) {
    return `${layout.variant} data has ${data.length} bytes, ${steps} steps need ${planBytes}`;
  }
  if (isAfterPlan && data.length > planBytes) {
    return (
      `${layout.variant} data has ${data.length} bytes where ${steps} plain steps have ` +
      `${planBytes}, so the place of its amounts is not certain`
    );
  }
  return undefined;
}

/**
 * A share of *positive slippage*, what a swap gives above its quote, is taken only for whitelisted
 * integrators that ask for it; the wallet gets all of it otherwise (Jupiter Swap API v2,
 * `positiveSlippageBps`, default 0). The venue never asks, and the account that would receive the
 * share has no fixed place, so any value but 0 is somebody else's fee and is refused.
 */
function refuseImplausible(
  values: JupiterArguments,
  positiveSlippageBps: number,
): JupiterArguments | UndecodableSwap {
  if (values.amountIn === 0n) return { reason: 'amount in is 0' };
  if (values.quotedOut === 0n) return { reason: 'quoted amount out is 0' };
  if (values.slippageBps > BPS_MAX) {
    return { reason: `slippage is ${values.slippageBps} bps, a whole has ${BPS_MAX}` };
  }
  if (values.platformFeeBps > BPS_MAX) {
    return { reason: `platform fee is ${values.platformFeeBps} bps, a whole has ${BPS_MAX}` };
  }
  if (positiveSlippageBps > 0) {
    return { reason: `${positiveSlippageBps} bps of positive slippage go to a third party` };
  }
  return values;
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
