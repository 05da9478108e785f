import { Option, type Command } from 'commander';
import { ExecutionError } from '@quantbot/core';
import {
  createNodePlatform,
  keystoreMachineOf,
  passphraseOf,
  readPassphraseDescriptor,
  readPassphraseFile,
  requireStrength,
  type Secret,
} from '@quantbot/executor';
import { credentialPath, refuseExposedPassphrase } from '@quantbot/workflows';

import { readCredentialVariables } from '../../environment.ts';
import { promptPassphrase } from '../../platform/promptPassphrase.ts';
import { wholeNumberOption } from '../numberOption.ts';

/** Where a passphrase comes from. Of none of them it is asked for at the terminal. */
export interface PassphraseSource {
  readonly fd?: number;
  readonly file?: string;
  readonly credential?: string;
}

/** The options of a command that takes a passphrase. */
export interface PassphraseOptions {
  readonly passphraseFd?: number;
  readonly passphraseFile?: string;
  readonly passphraseCredential?: string;
}

/** How to ask for a passphrase at the terminal. */
export interface Question {
  readonly text: string;
  /** A new passphrase is asked for twice, and has to be hard to guess. */
  readonly isNew: boolean;
}

/** Asks at a terminal and shows nothing of what is typed. */
export type Prompt = (question: string) => Promise<Uint8Array>;

const DESCRIPTOR_MAX = 1_048_576;

/**
 * Adds the options by which a command takes a passphrase.
 *
 * @param kind - Begins the names of the options for a second passphrase: `new-`.
 */
export function addPassphraseOptions(command: Command, kind: '' | 'new-' = ''): Command {
  const what = kind === '' ? 'the passphrase' : 'the new passphrase';
  const name = (source: string): string => `--${kind}passphrase-${source}`;
  const names = ['Fd', 'File', 'Credential'].map((source) =>
    kind === '' ? `passphrase${source}` : `newPassphrase${source}`,
  );
  const option = (flags: string, text: string, index: number): Option =>
    new Option(flags, text).conflicts(names.filter((_, other) => other !== index));
  const descriptor = wholeNumberOption(0, DESCRIPTOR_MAX);
  return command
    .addOption(
      option(`${name('fd')} <number>`, `read ${what} from this descriptor`, 0).argParser(
        descriptor,
      ),
    )
    .addOption(option(`${name('file')} <path>`, `read ${what} from this file or pipe`, 1))
    .addOption(
      option(`${name('credential')} <name>`, `read ${what} from this credential of systemd`, 2),
    );
}

/** The source that the options name. */
export function sourceOf(options: PassphraseOptions): PassphraseSource {
  const { passphraseFd: fd, passphraseFile: file, passphraseCredential: credential } = options;
  return {
    ...(fd === undefined ? {} : { fd }),
    ...(file === undefined ? {} : { file }),
    ...(credential === undefined ? {} : { credential }),
  };
}

/**
 * Reads a passphrase from where it is, or asks for it.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_*`
 */
export async function readPassphrase(
  source: PassphraseSource,
  question: Question,
  prompt: Prompt = promptPassphrase,
): Promise<Secret> {
  const given = await givenPassphrase(source, question, prompt);
  try {
    if (question.isNew) requireStrength(given);
    return given;
  } catch (cause) {
    given.dispose();
    throw cause;
  }
}

async function givenPassphrase(
  { fd, file, credential }: PassphraseSource,
  question: Question,
  prompt: Prompt,
): Promise<Secret> {
  refuseExposedPassphrase(readCredentialVariables());
  const { keystore } = keystoreMachineOf(createNodePlatform());
  if (fd !== undefined) return readPassphraseDescriptor(fd, keystore);
  if (file !== undefined) return readPassphraseFile(file, keystore);
  if (credential !== undefined) return readPassphraseFile(pathOfCredential(credential), keystore);
  const first = passphraseOf(await prompt(`${question.text}: `));
  if (!question.isNew) return first;
  requireStrength(first);
  using second = passphraseOf(await prompt(`${question.text}, once more: `));
  const isSame = first.use((left) => second.use((right) => keystore.isEqual(left, right)));
  if (isSame) return first;
  first.dispose();
  throw new ExecutionError('WALLET__PASSPHRASE_REFUSED', { reason: 'it was typed in two ways' });
}

function pathOfCredential(name: string): string {
  const found = credentialPath(name, readCredentialVariables()['CREDENTIALS_DIRECTORY']);
  if ('path' in found) return found.path;
  const source = `credential ${JSON.stringify(name)}`;
  throw new ExecutionError('WALLET__PASSPHRASE_UNREADABLE', {
    source,
    reason: `it ${found.problem}`,
  });
}
