import { InvalidArgumentError, Option, type Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';
import {
  createNodePlatform,
  verifyJournalFile,
  type JournalVerification,
  type KnownAnchor,
  type VerifyOptions,
} from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { renderVerification } from '../output/renderVerification.ts';
import { countProgress } from '../platform/countProgress.ts';
import { addAdoptCommand } from './addAdoptCommand.ts';
import { addExportCommand } from './addExportCommand.ts';
import { findJournal } from './withJournalReader.ts';

const GROUP_EXAMPLES = `
Examples:
  quantbot journal verify                    whether it is as it was written
  quantbot journal export > trades.csv       every trade as a row, for accounting
  quantbot journal adopt --reason "…"        go on with a journal that lacks part of the history`;

const EXAMPLES = `
Examples:
  quantbot journal verify
  quantbot journal verify --json
  quantbot journal verify --anchor 812:5f0c…   the anchor that an earlier run printed

It holds every event against its hash, every record against its events, and both against the anchors
of the commits that wrote them, while the owner goes on. Keep the anchor it prints somewhere else:
who can write the file can write all its hashes anew, and only that anchor tells.

Exit status:
  0 whole   4 broken, and where first   2 it could not be read`;

/** `quantbot journal`: what concerns the journal itself. */
export function addJournalCommand(program: Command, setExitCode: SetExitCode): void {
  const journal = program
    .command('journal')
    .description('Look after the journal itself.')
    .addHelpText('after', GROUP_EXAMPLES);
  journal
    .command('verify')
    .description('Find any event that was changed, removed, moved or put in.')
    .addOption(
      new Option(
        '--anchor <number:hash>',
        'an anchor kept elsewhere, which has to be there',
      ).argParser(readAnchor),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: { readonly anchor?: KnownAnchor; readonly json?: boolean }) => {
      const path = findJournal();
      const found = verify(path, options.anchor);
      const { broken } = found;
      console.log(
        options.json === true
          ? toJson({ path, whole: broken === undefined, ...found })
          : renderVerification(path, found),
      );
      setExitCode(broken === undefined ? EXIT_CODE.success : EXIT_CODE.failed);
    });
  addExportCommand(journal);
  addAdoptCommand(journal);
}

function verify(path: string, known: KnownAnchor | undefined): JournalVerification {
  const platform = createNodePlatform();
  const progress = countProgress('hashes held against the journal');
  const watched: VerifyOptions['platform'] = {
    openDatabase: (...parts) => platform.openDatabase(...parts),
    sha256Hex: (...parts) => {
      progress.tick();
      return platform.sha256Hex(...parts);
    },
  };
  try {
    return verifyJournalFile({
      path,
      platform: watched,
      ...(known === undefined ? {} : { known }),
    });
  } finally {
    progress.end();
  }
}

/** Reads an anchor as it is printed: its number, a colon, its hash. */
export function readAnchor(text: string): KnownAnchor {
  const { number, hash } = /^(?<number>[1-9]\d*):(?<hash>[0-9a-f]{64})$/u.exec(text)?.groups ?? {};
  if (number === undefined || hash === undefined) {
    throw new InvalidArgumentError('not a number, a colon and 64 hex digits.');
  }
  return { number: Number(number), hash };
}
