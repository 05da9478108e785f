import { expect, it } from 'vitest';

import { haltFileFault } from './haltFileFault.ts';

it('forbids nothing without a file', () => {
  expect(haltFileFault('data/HALT', { kind: 'absent' })).toBeUndefined();
});

it.each([
  [{ kind: 'present', text: ' \n' }, 'data/HALT is there'],
  [{ kind: 'present', text: 'the venue is odd\n' }, 'data/HALT says: the venue is odd'],
  [{ kind: 'unreadable', reason: 'EACCES' }, 'whether data/HALT is there cannot be told (EACCES)'],
] as const)('says of %j why everything is forbidden', (reading, reason) => {
  expect(haltFileFault('data/HALT', reading)).toMatchObject({
    code: 'RISK__TRADING_HALTED',
    context: { by: 'the halt file', reason },
  });
});
