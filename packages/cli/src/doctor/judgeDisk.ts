import type { DiskProbe } from '../platform/probeDisk.ts';
import type { DoctorFinding } from './doctorFinding.ts';

const MEBIBYTE = 1_048_576;
/** The journal refuses to begin a trade it could not write to its end long before this. */
const FREE_BYTES_FAIL = 100 * MEBIBYTE;
const FREE_BYTES_WARN = 1_024 * MEBIBYTE;
const SYNC_MS_WARN = 50;
const GROUP_WRITE_OR_OTHERS = 0o027;

/** File systems whose locks or whose memory cannot be relied on, by their magic (statfs(2)). */
const UNFIT: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x51_7b, 'SMB'],
  [0xff_53_4d_42, 'CIFS'],
  [0xfe_53_4d_42, 'SMB2'],
]);
const PASSING = new Map([[0x01_02_19_94, 'tmpfs']]);

/** Judges the directory that holds the journal. */
export function judgeDisk(
  directory: string,
  probe: DiskProbe | { readonly problem: string },
): readonly DoctorFinding[] {
  const disk = (
    verdict: DoctorFinding['verdict'],
    found: string,
    next?: string,
  ): DoctorFinding => ({
    area: 'disk',
    subject: directory,
    verdict,
    found,
    ...(next === undefined ? {} : { next }),
  });
  if ('problem' in probe) {
    return [disk('fail', `cannot be written to: ${probe.problem}`, 'Give it to this user.')];
  }
  const { freeBytes, mode, fileSystem, syncMs } = probe;
  const slowest = syncMs.at(-1) ?? 0;
  const median = syncMs[Math.floor(syncMs.length / 2)] ?? 0;
  const free = `${Math.floor(freeBytes / MEBIBYTE)} MiB free`;
  const synced = `durable writes take ${median.toFixed(1)} ms, at most ${slowest.toFixed(1)} ms`;
  const octal = mode.toString(8).padStart(4, '0');
  const unfit = UNFIT.get(fileSystem);
  const passing = PASSING.get(fileSystem);
  return [
    freeBytes < FREE_BYTES_FAIL
      ? disk('fail', free, 'Make room: no trade begins that cannot be written down.')
      : freeBytes < FREE_BYTES_WARN
        ? disk('warn', free, 'Make room before the journal grows.')
        : disk('ok', free),
    median > SYNC_MS_WARN
      ? disk('warn', synced, 'Take a faster disk: each signature waits for one such write.')
      : disk('ok', synced),
    (mode & GROUP_WRITE_OR_OTHERS) === 0
      ? disk('ok', `mode ${octal}`)
      : disk(
          'warn',
          `mode ${octal}: others can look into it or change it`,
          `chmod 0700 ${directory}`,
        ),
    ...(unfit === undefined
      ? []
      : [disk('fail', `lies on ${unfit}, whose locks do not hold`, 'Put it on a local disk.')]),
    ...(passing === undefined
      ? []
      : [
          disk('warn', `lies on ${passing}, which forgets`, 'Put it on a disk before you go live.'),
        ]),
  ];
}
