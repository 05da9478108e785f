/*
 * A process that changes the passphrase of a keystore and is killed right before the given
 * call by which it touches the disk, counted from the first file that it makes:
 * `node --conditions=quantbot:source changingKeystore.ts '<plan as JSON>'`.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

import { changeKeystorePassphrase, readPassphraseFile } from '@quantbot/executor';

import { cheapMachine } from '../../src/testing/cheapMachine.ts';

/** What is changed, and when it ends. */
export interface ChangePlan {
  readonly path: string;
  readonly oldFile: string;
  readonly newFile: string;
  readonly killAt: number;
}

const plan = JSON.parse(process.argv[2] ?? '') as ChangePlan;
const machine = cheapMachine();
const from = readPassphraseFile(plan.oldFile, machine.keystore);
const to = readPassphraseFile(plan.newFile, machine.keystore);
const touching = [
  'openSync',
  'fchmodSync',
  'writeFileSync',
  'fsyncSync',
  'closeSync',
  'renameSync',
  'linkSync',
  'rmSync',
] as const;

/** What is on the disk when the power goes while something is written. */
function writeHalf([file, content]: readonly unknown[]): void {
  const bytes = Buffer.from(content as string | Uint8Array);
  real['writeFileSync']?.(file, bytes.subarray(0, bytes.length / 2));
}

let hasBegun = false;
let calls = 0;
/** Calls of Node to itself are not counted. */
let depth = 0;
const real = Object.fromEntries(
  touching.map((name) => [name, fs[name] as (...given: readonly unknown[]) => unknown]),
);
for (const name of touching) {
  const call = fs[name] as (...given: readonly unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...given: readonly unknown[]): unknown => {
      hasBegun ||= name === 'openSync' && given[1] === 'wx';
      if (hasBegun && depth === 0) {
        depth += 1;
        if (calls === plan.killAt) {
          if (name === 'writeFileSync') writeHalf(given);
          process.kill(process.pid, 'SIGKILL');
        }
        depth -= 1;
        calls += 1;
      }
      depth += 1;
      try {
        return call(...given);
      } finally {
        depth -= 1;
      }
    },
  });
}
syncBuiltinESMExports();
changeKeystorePassphrase({ path: plan.path, passphrase: from, newPassphrase: to }, machine);
process.stdout.write(String(calls));
