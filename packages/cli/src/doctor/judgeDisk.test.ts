import { expect, it } from 'vitest';

import type { DiskProbe } from '../platform/probeDisk.ts';
import { judgeDisk } from './judgeDisk.ts';

const MEBIBYTE = 1_048_576;
const GOOD: DiskProbe = {
  freeBytes: 2_000 * MEBIBYTE,
  mode: 0o700,
  fileSystem: 0xef53,
  syncMs: [0.2, 0.3, 0.4, 0.5, 9],
};

const verdictsOf = (changes: Partial<DiskProbe>) =>
  judgeDisk('data', { ...GOOD, ...changes }).map(({ verdict }) => verdict);

it('finds nothing to mend on a good disk, and names the figures', () => {
  const findings = judgeDisk('data', GOOD);
  expect(findings.map(({ verdict, found }) => `${verdict} ${found}`)).toEqual([
    'ok 2000 MiB free',
    'ok durable writes take 0.4 ms, at most 9.0 ms',
    'ok mode 0700',
  ]);
});

it.each<[string, Partial<DiskProbe>, readonly string[]]>([
  ['little room', { freeBytes: 1_023 * MEBIBYTE }, ['warn', 'ok', 'ok']],
  ['no room', { freeBytes: 99 * MEBIBYTE }, ['fail', 'ok', 'ok']],
  ['slow writes', { syncMs: [51, 51, 51] }, ['ok', 'warn', 'ok']],
  ['a group that may look', { mode: 0o750 }, ['ok', 'ok', 'ok']],
  ['a group that may write', { mode: 0o770 }, ['ok', 'ok', 'warn']],
  ['others that may look', { mode: 0o755 }, ['ok', 'ok', 'warn']],
  ['NFS', { fileSystem: 0x6969 }, ['ok', 'ok', 'ok', 'fail']],
  ['CIFS', { fileSystem: 0xff534d42 }, ['ok', 'ok', 'ok', 'fail']],
  ['tmpfs', { fileSystem: 0x01021994 }, ['ok', 'ok', 'ok', 'warn']],
])('tells %s', (...[, changes, verdicts]) => {
  expect(verdictsOf(changes)).toEqual(verdicts);
});

it('tells a directory that cannot be written to', () => {
  expect(judgeDisk('data', { problem: 'EACCES' })).toMatchObject([
    { verdict: 'fail', subject: 'data', found: 'cannot be written to: EACCES' },
  ]);
});
