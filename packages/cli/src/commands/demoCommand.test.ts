import { describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';

const { runDemo } = vi.hoisted(() => ({ runDemo: vi.fn() }));
vi.mock('../demo/runDemo.ts', () => ({ runDemo }));

describe('quantbot demo', () => {
  it('plays the demo at the pace asked for, on the standard output', async () => {
    const { out } = captureConsole();
    runDemo.mockImplementationOnce(({ write }) => {
      write('a scene\n');
      return Promise.resolve('played');
    });
    expect(await run(['node', 'quantbot', 'demo', '--slot-ms', '50'])).toBe(0);
    expect(runDemo).toHaveBeenCalledWith(expect.objectContaining({ slotMs: 50 }));
    expect(out()).toBe('a scene\n');
  });

  it('ends with 1 when it was stopped', async () => {
    const { err } = captureConsole();
    runDemo.mockResolvedValueOnce('stopped');
    expect(await run(['node', 'quantbot', 'demo'])).toBe(1);
    expect(err()).toBe('The demo was stopped by a signal before its end.\n');
  });

  it('ends with 1 and the reason when a scene goes wrong', async () => {
    const { err } = captureConsole();
    runDemo.mockRejectedValueOnce(new Error('the chain says 1, the answer 2'));
    expect(await run(['node', 'quantbot', 'demo'])).toBe(1);
    expect(err()).toContain('the chain says 1, the answer 2');
  });
});
