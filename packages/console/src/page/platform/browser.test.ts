import { describe, expect, it } from 'vitest';

import { browser } from './browser.ts';

describe('browser', () => {
  it('calls back once and lets itself be called off', async () => {
    const called: string[] = [];
    const callOff = browser.after(0, () => called.push('called off'));
    callOff();
    await new Promise<void>((resolve) => {
      browser.after(0, () => {
        called.push('called');
        resolve();
      });
    });
    expect(called).toEqual(['called']);
  });

  it('tells wall time', () => {
    const before = Date.now();
    expect(browser.nowMs()).toBeGreaterThanOrEqual(before);
  });
});
