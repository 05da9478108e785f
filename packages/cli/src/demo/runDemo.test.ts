import { describe, expect, it } from 'vitest';

import { sandboxStub } from '../testing/sandboxStub.ts';
import { runDemo } from './runDemo.ts';

describe('runDemo', () => {
  it('stops the sandbox when a scene goes wrong, and says what did', async () => {
    let stops = 0;
    const stop = () => {
      stops += 1;
      return Promise.resolve();
    };
    const start = () => Promise.resolve(sandboxStub({ stop, tokens: [] }));
    let text = '';
    const write = (piece: string) => {
      text += piece;
    };
    await expect(runDemo({ slotMs: 40, write, start })).rejects.toThrow('the sandbox has no token');
    expect(stops).toBe(1);
    expect(text).toContain('▸ Start the sandbox');
    expect(text).not.toContain('Everything agreed');
  });

  it('names the reason of a sandbox that does not start', async () => {
    const start = () => Promise.reject(new Error('no space left'));
    await expect(runDemo({ slotMs: 40, write: () => undefined, start })).rejects.toMatchObject({
      code: 'CONFIG__SANDBOX_UNAVAILABLE',
    });
  });
});
