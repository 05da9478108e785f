import { readFileSync } from 'node:fs';

import { renderError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { runtimeProblem } from './runtimeProblem.ts';

describe('runtimeProblem', () => {
  it.each(['24.0.0', '24.21.0', '25.1.0', '100.0.0'])('takes Node %s', (version) => {
    expect(runtimeProblem(version)).toBeUndefined();
  });

  it.each(['20.20.2', '22.5.1', '9.0.0', 'nonsense'])('refuses Node %s', (version) => {
    const words = renderError('CONFIG__RUNTIME_UNSUPPORTED', { found: version, required: '24' });
    expect(runtimeProblem(version)).toBe(`CONFIG__RUNTIME_UNSUPPORTED: ${words}`);
  });

  it('is loaded before anything that an old Node cannot load', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const imports = /^import .* from '(.*)';$/gmu;
    const loaded = [...read('../main.ts').matchAll(imports)].map(([, path = '']) => path);
    expect(loaded).toContain('./platform/runtimeProblem.ts');
    for (const path of loaded) {
      expect(read(path.replace('./platform/', './')), path).not.toMatch(/^import (?!type)/mu);
    }
  });
});
