import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { Secret } from './secret.ts';

const TEXT = 'never to be seen';

describe('Secret', () => {
  it('is never shown, however it is looked at', () => {
    const secret = Secret.ofText(TEXT);
    const deep = { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null };
    const shown = [
      String(secret),
      'in a text: '.concat(secret as unknown as string),
      JSON.stringify({ secret }),
      inspect(secret, deep),
      inspect({ secret }, { ...deep, customInspect: false }),
      JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
      JSON.stringify(Object.entries(secret)),
    ].join('\n');
    expect(shown).not.toContain(TEXT);
    expect(shown).not.toContain([...new TextEncoder().encode(TEXT)].slice(0, 3).join(', '));
    expect(String(secret)).toBe('[secret]');
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  });

  it('hands its bytes over, until it is disposed of', () => {
    const bytes = new TextEncoder().encode(TEXT);
    const secret = Secret.of(bytes);
    expect(secret.use((given) => new TextDecoder().decode(given))).toBe(TEXT);
    secret.dispose();
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(() => secret.use((given) => given.length)).toThrow('after it was disposed of');
    secret.dispose();
  });

  it('disposes of itself at the end of a block', () => {
    const bytes = Uint8Array.from([7]);
    {
      using secret = Secret.of(bytes);
      expect(secret.use((given) => given[0])).toBe(7);
    }
    expect(bytes).toEqual(Uint8Array.from([0]));
  });
});
