import { describe, expect, it } from 'vitest';

import { refusePassphraseArguments } from './refusePassphraseArguments.ts';

describe('refusePassphraseArguments', () => {
  it.each([
    [['--passphrase', 'secret']],
    [['--passphrase=secret']],
    [['--new-passphrase', 'secret']],
    [['--new-passphrase=secret']],
    [['--passphrase']],
  ])('refuses %j without repeating it', (args) => {
    expect(() => {
      refusePassphraseArguments(['node', 'quantbot', 'keys', 'new', 'trader', ...args]);
    }).toThrow(
      expect.objectContaining({
        code: 'WALLET__PASSPHRASE_EXPOSED',
        message: expect.not.stringContaining('secret'),
      }),
    );
  });

  it.each([
    '--passphrase-fd',
    '--passphrase-file=path',
    '--new-passphrase-credential',
    'passphrase',
  ])('takes %s', (argument) => {
    expect(() => {
      refusePassphraseArguments([argument]);
    }).not.toThrow();
  });
});
