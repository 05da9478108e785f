import { execFileSync } from 'node:child_process';
import { parseEnv } from 'node:util';

import { describe, expect, it } from 'vitest';

import { environmentFileText } from './environmentFileText.ts';

const VARIABLES = {
  URL: 'http://127.0.0.1:1',
  LIST: 'A,B',
  PATH_OF: "/tmp/it's a place/$HOME `x`",
};

describe('environmentFileText', () => {
  it('writes plain values as they are', () => {
    expect(environmentFileText({ A: 'http://127.0.0.1:1', B: '/tmp/x-1_2' })).toBe(
      'A=http://127.0.0.1:1\nB=/tmp/x-1_2\n',
    );
  });

  it('can be sourced by a shell, whatever is in it', () => {
    const script = `${environmentFileText(VARIABLES)}printf '%s|%s|%s' "$URL" "$LIST" "$PATH_OF"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(
      Object.values(VARIABLES).join('|'),
    );
  });

  it('can be loaded by Node, spaces included', () => {
    const variables = { DIRECTORY: '/tmp/a place', LIST: 'A,B' };
    expect(parseEnv(environmentFileText(variables))).toEqual(variables);
  });
});
