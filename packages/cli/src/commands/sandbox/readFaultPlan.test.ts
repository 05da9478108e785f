import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../../testing/temporaryDirectory.ts';
import { readFaultPlan } from './readFaultPlan.ts';

function fileWith(text: string): string {
  const path = join(temporaryDirectory(), 'plan.json');
  writeFileSync(path, text);
  return path;
}

describe('readFaultPlan', () => {
  it('reads a plan as it is', () => {
    const plan = { seed: 7, rules: [{ target: 'rpc', action: { kind: 'drop' } }] };
    expect(readFaultPlan(fileWith(JSON.stringify(plan)))).toEqual(plan);
  });

  it('names a file that is not there', () => {
    expect(() => readFaultPlan('/nowhere/plan.json')).toThrow(
      expect.objectContaining({ code: 'CONFIG__FILE_UNREADABLE' }),
    );
  });

  it.each(['', '{', '[]', 'null', '7'])('refuses %o', (text) => {
    expect(() => readFaultPlan(fileWith(text))).toThrow(
      expect.objectContaining({ code: 'CONFIG__FILE_MALFORMED' }),
    );
  });
});
