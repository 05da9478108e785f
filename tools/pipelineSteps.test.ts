import { ERROR_CODES } from '@quantbot/core';
import { expect, it } from 'vitest';

import {
  CODES_ELSEWHERE,
  STEPS_AFTER_SIGNATURE,
  STEPS_BEFORE_CLAIM,
  STEPS_BEFORE_SIGNATURE,
} from './pipelineSteps.ts';

const PATTERNS: readonly string[] = [
  ...[...STEPS_BEFORE_CLAIM, ...STEPS_BEFORE_SIGNATURE, ...STEPS_AFTER_SIGNATURE].flatMap(
    ({ codes }) => codes,
  ),
  ...Object.keys(CODES_ELSEWHERE),
];

function isNamedBy(pattern: string, code: string): boolean {
  return pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;
}

it.each(ERROR_CODES)('%s leaves at a step or is explained', (code) => {
  expect(PATTERNS.some((pattern) => isNamedBy(pattern, code))).toBe(true);
});

it.each([...new Set(PATTERNS)])('%s names a code that exists', (pattern) => {
  expect(ERROR_CODES.some((code) => isNamedBy(pattern, code))).toBe(true);
});
