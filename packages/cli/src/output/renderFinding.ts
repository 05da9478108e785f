import type { DoctorFinding, DoctorTotals } from '../doctor/doctorFinding.ts';
import { paint } from './paint.ts';
import { wrapText } from './wrapText.ts';

const AREA_WIDTH = 14;
const INDENT = '    ';

/** Writes a finding: its verdict in a sign and a word, what was found, and what to do. */
export function renderFinding({ area, subject, verdict, found, next }: DoctorFinding): string {
  const named = [subject, found].filter((part) => part !== '').join(': ');
  const head = `${signOf(verdict)} ${area.padEnd(AREA_WIDTH)}${named}`;
  return next === undefined ? head : `${head}\n${wrapText(`→ ${next}`, INDENT)}`;
}

/** Colours may be off, so the sign alone has to tell. */
function signOf(verdict: DoctorFinding['verdict']): string {
  if (verdict === 'ok') return paint.good('✔ ok  ');
  return verdict === 'warn' ? paint.warn('! warn') : paint.bad('✘ FAIL');
}

/** Writes how it came out in all. */
export function renderTotals({ ok, warn, fail }: DoctorTotals): string {
  const counts = `${ok} ok, ${warn} to look at, ${fail} to mend`;
  if (fail > 0) return paint.bad(`Not ready: ${counts}.`);
  return warn > 0
    ? paint.warn(`Ready, with reservations: ${counts}.`)
    : paint.good(`Ready: ${counts}.`);
}
