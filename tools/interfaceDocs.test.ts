import { expect, it } from 'vitest';

import { interfaceDocs, interfaceSummary } from './interfaceDocs.ts';

const SOURCE = `
/** Another one. */
export interface Other {
  readonly name: string;
}

/**
 * A pool, told
 * in two lines.
 */
export interface Pool extends Other {
  /** Where it is. */
  readonly path: string;
  readonly size?: number;
  /**
   * How deep it is.
   *
   * @defaultValue two metres
   */
  readonly depth?: 25 | 50;
}
`;

it('reads every field with its comment', () => {
  expect(interfaceDocs(SOURCE, 'Pool')).toEqual([
    {
      name: 'path',
      type: 'string',
      isOptional: false,
      meaning: 'Where it is.',
      defaultValue: undefined,
    },
    { name: 'size', type: 'number', isOptional: true, meaning: '', defaultValue: undefined },
    {
      name: 'depth',
      type: '25 | 50',
      isOptional: true,
      meaning: 'How deep it is.',
      defaultValue: 'two metres',
    },
  ]);
});

it('reads the comment of the interface itself', () => {
  expect(interfaceSummary(SOURCE, 'Pool')).toBe('A pool, told in two lines.');
  expect(interfaceSummary(SOURCE, 'Missing')).toBe('');
});

it('refuses an interface that is not there', () => {
  expect(() => interfaceDocs(SOURCE, 'Missing')).toThrow('there is no interface Missing');
});
