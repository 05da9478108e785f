import { isAbsolute, sep } from 'node:path';

import { describe, expect, it } from 'vitest';

import { CONSOLE_CONTENT_SECURITY_POLICY, consoleDirectory } from './consoleDirectory.ts';

describe('consoleDirectory', () => {
  it('names the folder of the built page, absolute', () => {
    expect(isAbsolute(consoleDirectory())).toBe(true);
    expect(consoleDirectory().endsWith(['console', 'dist', 'assets'].join(sep))).toBe(true);
  });

  it('allows nothing inline and no other host', () => {
    expect(CONSOLE_CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(CONSOLE_CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|https?:|\*/u);
  });
});
