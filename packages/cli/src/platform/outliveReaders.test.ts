import { EventEmitter } from 'node:events';

import { expect, it } from 'vitest';

import { outliveReaders } from './outliveReaders.ts';

const broken = (code: string) => Object.assign(new Error(`write ${code}`), { code });

it('goes on when nobody reads any more, and hides no other error', () => {
  const [output, errors] = [new EventEmitter(), new EventEmitter()];
  outliveReaders(output, errors);
  expect(output.emit('error', broken('EPIPE'))).toBe(true);
  expect(errors.emit('error', broken('EPIPE'))).toBe(true);
  expect(() => output.emit('error', broken('ENOSPC'))).toThrow('write ENOSPC');
});
