import { describe, expect, it } from 'vitest';

import { codeOf } from '../testing/cheapMachine.ts';
import { passphraseGuardProblem, requireGuarded } from './requireGuarded.ts';

const USER = 1_000;
const ROOT = 0;

function guards(file: number, directory: number, owners: readonly number[] = []) {
  const [owner = USER, directoryOwner = USER] = owners;
  return {
    file: { path: 'keys/k', mode: file, owner },
    directory: { path: 'keys', mode: directory, owner: directoryOwner },
    user: USER,
  };
}

const MODES = Array.from({ length: 0o1000 }, (_, mode) => mode);

function codeFor(...given: Parameters<typeof guards>): string {
  return codeOf(() => {
    requireGuarded(guards(...given));
  });
}

describe('requireGuarded', () => {
  it('takes of all modes of a file those without a right for anybody else', () => {
    const taken = MODES.filter((mode) => codeFor(mode, 0o700) === 'opened');
    expect(taken).toEqual(MODES.filter((mode) => mode % 0o100 === 0));
    expect(codeFor(0o640, 0o700)).toBe('WALLET__FILE_MODE_TOO_OPEN');
  });

  it('takes of all modes of a directory those that no group writes to and no other enters', () => {
    const taken = MODES.filter((mode) => codeFor(0o600, mode) === 'opened');
    const closed = ['0', '1', '4', '5'];
    expect(taken).toEqual(
      MODES.filter((mode) => {
        const [, group = '', others] = mode.toString(8).padStart(3, '0');
        return closed.includes(group) && others === '0';
      }),
    );
    expect(codeFor(0o600, 0o755)).toBe('WALLET__DIRECTORY_MODE_TOO_OPEN');
    expect(codeFor(0o600, 0o770)).toBe('WALLET__DIRECTORY_MODE_TOO_OPEN');
  });

  it('takes files of its own user alone, in directories of the user or of root', () => {
    expect(codeFor(0o600, 0o700, [1_001])).toBe('WALLET__FILE_OWNER_FOREIGN');
    expect(codeFor(0o600, 0o700, [ROOT])).toBe('WALLET__FILE_OWNER_FOREIGN');
    expect(codeFor(0o600, 0o700, [USER, 1_001])).toBe('WALLET__FILE_OWNER_FOREIGN');
    expect(codeFor(0o600, 0o700, [USER, ROOT])).toBe('opened');
  });

  it('asks for no owner where users have no numbers', () => {
    expect(() => {
      requireGuarded({ ...guards(0o600, 0o700, [7, 8]), user: undefined });
    }).not.toThrow();
  });
});

describe('passphraseGuardProblem', () => {
  it('is none for a file of its user alone', () => {
    expect(passphraseGuardProblem(guards(0o600, 0o755))).toBeUndefined();
    expect(passphraseGuardProblem(guards(0o400, 0o700))).toBeUndefined();
  });

  it('is none for a credential of root that an access list gives to the user', () => {
    expect(passphraseGuardProblem(guards(0o440, 0o550, [ROOT, ROOT]))).toBeUndefined();
  });

  it('is none for a pipe', () => {
    const pipe = { ...guards(0o644, 0o700, [7]), directory: undefined };
    expect(passphraseGuardProblem(pipe)).toBeUndefined();
  });

  it.each([
    ['a file that a group reads', guards(0o640, 0o700), 'its mode is 0640'],
    ['a file that others read', guards(0o604, 0o700), 'its mode is 0604'],
    ["a file of root's that others read", guards(0o444, 0o755, [ROOT, ROOT]), 'its mode is 0444'],
    [
      "a file of root's that a group writes",
      guards(0o460, 0o755, [ROOT, ROOT]),
      'its mode is 0460',
    ],
    ['a file of somebody else', guards(0o600, 0o700, [1_001]), 'it belongs to user 1001'],
    ['a directory that others write to', guards(0o600, 0o777), 'others may write into'],
  ])('is found for %s', (_name, given, expected) => {
    expect(passphraseGuardProblem(given)).toContain(expected);
  });
});
