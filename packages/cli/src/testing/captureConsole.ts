import { onTestFinished, vi } from 'vitest';

/** What a command printed. */
export interface CapturedConsole {
  readonly out: () => string;
  readonly err: () => string;
}

/** Keeps what is printed until the test ends. */
export function captureConsole(): CapturedConsole {
  const lines = { out: '', err: '' };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text: string) => {
      lines.out += `${text}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((text: string) => {
      lines.err += `${text}\n`;
    }),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.out += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      lines.err += String(text);
      return true;
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return { out: () => lines.out, err: () => lines.err };
}
