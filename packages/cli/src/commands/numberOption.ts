import { InvalidArgumentError } from 'commander';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
const NOT_FINITE = /^[+-]?(?:nan|infinity)$/iu;

/**
 * Reads a number option. What is no number at all is a usage error; NaN and infinities are numbers
 * that the execution port refuses with a code of its own.
 */
export function numberOption(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  if (NOT_FINITE.test(text)) return text.toLowerCase().endsWith('nan') ? Number.NaN : Infinity;
  throw new InvalidArgumentError(`"${text}" is not a number.`);
}
