import { SOL_DECIMALS } from '@quantbot/core';

const DECIMALS_SHOWN = 6;

/** A whole number of base units as the wire tells it. */
export type WholeAmount = string | number;

/** Reads a whole number; what is none, such as a fraction, is cut to one. */
export function wholeOf(amount: WholeAmount): bigint {
  if (typeof amount === 'number') return BigInt(Math.trunc(amount));
  return /^-?\d+$/u.test(amount) ? BigInt(amount) : 0n;
}

/** Lamports as SOL, always with six decimals so that columns align. Rounded to the nearest. */
export function solText(lamports: WholeAmount | bigint): string {
  const whole = typeof lamports === 'bigint' ? lamports : wholeOf(lamports);
  const unit = 10n ** BigInt(SOL_DECIMALS - DECIMALS_SHOWN);
  const magnitude = whole < 0n ? -whole : whole;
  const rounded = (magnitude + unit / 2n) / unit;
  const digits = String(rounded).padStart(DECIMALS_SHOWN + 1, '0');
  const sign = whole < 0n && rounded > 0n ? '−' : '';
  return `${sign}${grouped(digits.slice(0, -DECIMALS_SHOWN))}.${digits.slice(-DECIMALS_SHOWN)}`;
}

/** Base units as tokens, without the zeros at the end. */
export function unitsText(baseUnits: WholeAmount, decimals: number): string {
  const whole = wholeOf(baseUnits);
  const digits = String(whole).padStart(decimals + 1, '0');
  const before = decimals === 0 ? digits : digits.slice(0, -decimals);
  const after = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/u, '');
  return after === '' ? grouped(before) : `${grouped(before)}.${after}`;
}

/** A number for reading: thousands apart, at most so many decimals, no zeros at the end. */
export function numberText(value: number, decimals = 2): string {
  const [before = '0', after = ''] = value.toFixed(decimals).split('.');
  const end = after.replace(/0+$/u, '');
  return end === '' ? grouped(before) : `${grouped(before)}.${end}`;
}

/** A price in few characters: six figures that mean something. */
export function priceFigures(price: string): string {
  const number = Number(price);
  if (!Number.isFinite(number) || number === 0) return price;
  if (Math.abs(number) >= 1) return numberText(number, 4);
  const leading = /^-?0\.(0*)/u.exec(decimalOf(number))?.[1]?.length ?? 0;
  return number.toFixed(Math.min(leading + 6, 15)).replace(/0+$/u, '');
}

/** Milliseconds in the unit they are read in. */
export function durationText(ms: number): string {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : ageText(ms);
}

/** How long ago, in one or two units. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function decimalOf(number: number): string {
  return Math.abs(number).toFixed(15);
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+(?!\d))/gu, '\u202f');
}
