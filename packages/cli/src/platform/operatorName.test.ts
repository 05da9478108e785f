import { userInfo } from 'node:os';

import { expect, it } from 'vitest';

import { operatorName } from './operatorName.ts';

it('is the user that the system knows', () => {
  expect(operatorName()).toBe(userInfo().username);
});

it('is a number where the system has no name for the user, as in the image', () => {
  const unnamed = (): never => {
    throw Object.assign(new Error('uv_os_get_passwd returned ENOENT'), {
      code: 'ERR_SYSTEM_ERROR',
    });
  };
  expect(operatorName(unnamed)).toBe(`user ${process.getuid?.() ?? 'unknown'}`);
});

it('hides nothing else', () => {
  const broken = (): never => {
    throw new Error('broken');
  };
  expect(() => operatorName(broken)).toThrow('broken');
});
