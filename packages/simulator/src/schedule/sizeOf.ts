import { createChance } from '../chance/createChance.ts';
import { BUSY, LIGHT, SMALL, type ScheduleSize } from './scheduleSize.ts';

/** Stream of the sizes of schedules in a row. */
const SIZE_STREAM = 7;

/** Seeds in a row among which the same number is light. */
const ROW = 10;

/**
 * Light schedules in each row: so few that the median one has three trades where people halted before
 * some of the others.
 */
const LIGHT_IN_ROW = 3;

/** Takes neighbours apart, so that light ones fall to all threads alike. */
const STRIDE = 3;

/** Share of the others that are busy. */
const BUSY_SHARE = 0.05;

/**
 * How much there is in the schedule of a seed. Light ones are not left to chance alone: whoever
 * plays a hundred in a row has the medians of twenty thousand.
 */
export function sizeOf(seed: number): ScheduleSize {
  const row = Math.floor(seed / ROW);
  const shift = createChance(row, SIZE_STREAM).between(0, ROW - 1);
  const place = (seed - row * ROW) * STRIDE + shift;
  if (place % ROW < LIGHT_IN_ROW) return LIGHT;
  return createChance(seed, SIZE_STREAM).happens(BUSY_SHARE) ? BUSY : SMALL;
}
