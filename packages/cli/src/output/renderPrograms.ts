import type { ProgramStanding } from '@quantbot/executor';

import { paint } from './paint.ts';

const MARKS: Readonly<Record<ProgramStanding['state'], string>> = {
  pinned: paint.good('✔'),
  changed: paint.warn('✖'),
  unpinned: paint.faint('·'),
  unread: paint.warn('?'),
};

/** Writes how swap programs stand, a paragraph each. */
export function renderPrograms(standings: readonly ProgramStanding[]): string {
  return standings.map(paragraphOf).join('\n');
}

function paragraphOf({ program, state, pin, found, problem }: ProgramStanding): string {
  const since = pin === undefined ? '' : `, since ${new Date(pin.atMs).toISOString()}`;
  const decided = pin?.by === undefined ? '' : ` by decision of ${pin.by}: ${pin.reason ?? ''}`;
  return [
    `${MARKS[state]} ${paint.strong(program)} ${state}`,
    `    pinned  ${pin === undefined ? 'nothing yet' : `${pin.identity}${since}${decided}`}`,
    ...(state === 'pinned' || found === undefined ? [] : [`    runs    ${found}`]),
    ...(problem === undefined ? [] : [`    ${problem}`]),
  ].join('\n');
}
