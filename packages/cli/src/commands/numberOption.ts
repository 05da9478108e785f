import { InvalidArgumentError } from 'commander';
import { decimalText } from '@quantbot/core';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
const NOT_FINITE = /^[+-]?(?:nan|infinity)$/iu;
const PLAIN = /^\d*\.?\d*$/u;

/**
 * Reads a number option. What is no number at all is a usage error; NaN and infinities are numbers
 * that the execution port refuses with a code of its own.
 */
export function numberOption(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  if (NOT_FINITE.test(text)) return text.toLowerCase().endsWith('nan') ? Number.NaN : Infinity;
  throw new InvalidArgumentError(`"${text}" is not a number.`);
}

/**
 * Reads an amount. Digits that a number cannot hold are refused: money never moves by an amount
 * that only resembles what was typed.
 */
export function amountOption(text: string): number {
  const value = numberOption(text);
  if (!PLAIN.test(text) || !Number.isFinite(value)) return value;
  const held = decimalText(value);
  if (normalDecimal(text) === held) return value;
  throw new InvalidArgumentError(
    `"${text}" has more digits than a number holds; it would become ${held}. ` +
      `Use --amount-base-units for an exact amount.`,
  );
}

/** Makes a reader of whole numbers between two bounds, both allowed. */
export function wholeNumberOption(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = numberOption(text);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(
      `"${text}" is not a whole number between ${minimum} and ${maximum}.`,
    );
  };
}

/** A plain decimal without zeros that say nothing, as `decimalText` writes it. */
export function normalDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = fraction.replace(/0+$/u, '');
  const units = whole.replace(/^0+(?=\d)/u, '') || '0';
  return digits === '' ? units : `${units}.${digits}`;
}
