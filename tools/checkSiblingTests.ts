import { stripTypeScriptTypes } from 'node:module';

import type { Problem, RepositoryFile } from './repository.ts';
import { stripComments } from './importsOf.ts';

/** A file or folder without a test beside it. */
export interface Exemption {
  readonly path: string;
  readonly reason: string;
  /** Test that covers it from outside; it has to exist. */
  readonly test?: string;
}

const CONSOLE_TEST = 'packages/cli/test/console.test.ts';
const SANDBOX_TESTS = 'packages/sandbox/test';
const SIMULATION_TEST = 'packages/simulator/test/simulation.test.ts';

/** Files without a test beside them, each for a reason. A path may name a folder. */
export const EXEMPTIONS: readonly Exemption[] = [
  {
    path: 'packages/core/src/contract/',
    reason: 'every case runs on a good port and on broken ones',
    test: 'packages/core/src/contract/executionPortContract.test.ts',
  },
  {
    path: 'packages/core/src/errors/catalogue/',
    reason: 'every code is rendered',
    test: 'packages/core/src/errors/errorCatalogue.test.ts',
  },
  {
    path: 'packages/executor/src/adapters/simulateTrade.ts',
    reason: 'it is what an executor without a node answers',
    test: 'packages/executor/src/adapters/executor.test.ts',
  },
  ...['programNotes.ts', 'readProgramIdentities.ts'].map((name) => ({
    path: `packages/executor/src/programs/${name}`,
    reason: 'what is read and what is pinned is tested together',
    test: 'packages/executor/src/programs/programWatch.test.ts',
  })),
  {
    path: 'packages/executor/src/facts/readTables.ts',
    reason: 'what is read of tables is held against claims in the test of their cache',
    test: 'packages/executor/src/facts/lookupTables.test.ts',
  },
  {
    path: 'packages/executor/src/signer/createTableReader.ts',
    reason: 'the part of the eyes that reads lookup tables',
    test: 'packages/executor/src/signer/signerEyes.test.ts',
  },
  {
    path: 'packages/executor/src/wallet/remote/createProcessSigner.ts',
    reason: 'client and signer are tested on one socket',
    test: 'packages/executor/src/signer/startSigner.test.ts',
  },
  ...['contract/', 'storedJournal.ts', 'memoryStore.ts', 'sqliteStore.ts', 'transaction.ts'].map(
    (path) => ({
      path: `packages/executor/src/journal/${path}`,
      reason: 'every case runs on both journals and on broken ones',
      test: 'packages/executor/src/journal/contract/journalContract.test.ts',
    }),
  ),
  ...[
    'books/bookRows.ts',
    'books/readBooks.ts',
    'books/sqliteBooks.ts',
    'books/memoryBooks.ts',
  ].map((path) => ({
    path: `packages/executor/src/journal/${path}`,
    reason: 'every case runs on both journals, and books are held against an oracle',
    test: 'packages/executor/src/journal/contract/journalContract.test.ts',
  })),
  ...[
    'gate.ts',
    'tokenListGate.ts',
    'tradeSizeGate.ts',
    'openTradesGate.ts',
    'positionGate.ts',
    'exposureGate.ts',
    'positionsGate.ts',
    'dailyLossGate.ts',
    'dailyVolumeGate.ts',
    'dailyFeesGate.ts',
    'orderRateGate.ts',
    'tokenSafetyGate.ts',
    'priceImpactGate.ts',
    'priceDeviationGate.ts',
    'markedLossGate.ts',
  ].map((path) => ({
    path: `packages/executor/src/gates/${path}`,
    reason: 'every gate of the table is asked at its boundary',
    test: 'packages/executor/src/gates/gates.test.ts',
  })),
  ...['verifyTrade.ts', 'verifyJournal.ts', 'journalRows.ts'].map((path) => ({
    path: `packages/executor/src/journal/${path}`,
    reason: 'every way to change a journal is tried on a file',
    test: 'packages/executor/src/journal/verifyJournalFile.test.ts',
  })),
  ...[
    'answerErrors.ts',
    'answerExecution.ts',
    'idempotencyKey.ts',
    'json/',
    'problem.ts',
    'routes/bookRoutes.ts',
    'routes/eventRoutes.ts',
    'routes/executionRoutes.ts',
    'routes/healthRoutes.ts',
    'routes/rolloutRoutes.ts',
    'routes/serviceRoutes.ts',
    'routes/statisticsRoutes.ts',
    'routes/tradingRoutes.ts',
    'bookOwner.ts',
    'serverParts.ts',
  ].map((path) => ({
    path: `packages/cli/src/server/${path}`,
    reason: 'every route is asked as a client asks',
    test: 'packages/cli/src/server/createServer.test.ts',
  })),
  ...['tokens/tokenBook.ts', 'tokens/tokenRecord.ts'].map((path) => ({
    path: `packages/cli/src/server/${path}`,
    reason: 'tokens of every kind are sent to a server',
    test: 'packages/cli/src/server/guardRequests.test.ts',
  })),
  ...['answerBrokenRequest.ts', 'startServing.ts'].map((path) => ({
    path: `packages/cli/src/server/${path}`,
    reason: 'it needs sockets, a journal and a chain',
    test: 'packages/cli/test/serve.test.ts',
  })),
  ...[
    'commands/keys/addChangePassphraseCommand',
    'commands/keys/addExportPublicCommand',
    'commands/keys/addImportKeyCommand',
    'commands/keys/addListKeysCommand',
    'commands/keys/addNewKeyCommand',
    'commands/keys/keysCommand',
    'platform/promptPassphrase',
  ].map((name) => ({
    path: `packages/cli/src/${name}.ts`,
    reason: 'is a command of its own, or asks at a terminal, which only a process shows',
    test: 'packages/cli/test/keys.test.ts',
  })),
  {
    path: 'packages/console/src/page/view/',
    reason: 'is what a person sees and does in a browser',
    test: CONSOLE_TEST,
  },
  {
    path: 'packages/console/src/page/main.tsx',
    reason: 'starts the page and nothing else',
    test: CONSOLE_TEST,
  },
  { path: 'packages/cli/src/main.ts', reason: 'starts the program and nothing else' },
  ...['chainProcess', 'parentWatch', 'startChain'].map((name) => ({
    path: `packages/sandbox/src/chain/${name}.ts`,
    reason: 'is a process of its own, which only a real one shows',
    test: `${SANDBOX_TESTS}/startChain.test.ts`,
  })),
  {
    path: 'packages/sandbox/src/jito/',
    reason: 'is driven over HTTP against a real chain',
    test: `${SANDBOX_TESTS}/blockEngine.test.ts`,
  },
  {
    path: 'packages/sandbox/src/jupiter/',
    reason: 'is driven over HTTP against a real chain',
    test: `${SANDBOX_TESTS}/buildEndpoint.test.ts`,
  },
  ...[
    'sandbox/src/remote/deployProgram',
    'sandbox/src/remote/startRemoteSandbox',
    'cli/src/commands/sandbox/runClusterSandbox',
  ].map((name) => ({
    path: `packages/${name}.ts`,
    reason: 'deploys to a chain, and is driven by the command',
    test: 'packages/cli/test/portable.test.ts',
  })),
  {
    path: 'packages/sandbox/src/program/swapInstruction.ts',
    reason: 'is run by the swap program on a real chain',
    test: `${SANDBOX_TESTS}/swapProgram.test.ts`,
  },
  {
    path: 'packages/sandbox/src/setup/',
    reason: 'sets a real chain up, which trading shows',
    test: `${SANDBOX_TESTS}/trading.test.ts`,
  },
  {
    path: 'packages/sandbox/src/startSandbox.ts',
    reason: 'starts and stops processes',
    test: `${SANDBOX_TESTS}/lifecycle.test.ts`,
  },
  ...['accountMethods', 'rpcMethods', 'rpcParameters', 'rpcRefusal', 'transactionMethods'].map(
    (name) => ({
      path: `packages/simulator/src/serve/${name}.ts`,
      reason: 'is driven over JSON-RPC',
      test: 'packages/simulator/src/serve/createRpcApplication.test.ts',
    }),
  ),
  {
    path: 'packages/simulator/src/serve/createBlockEngineApplication.ts',
    reason: 'is driven by the real executor',
    test: 'packages/simulator/src/serve/startModelServer.test.ts',
  },
  {
    path: 'packages/simulator/src/model/answerBlockEngineCall.ts',
    reason: 'is asked through the block engine',
    test: 'packages/simulator/src/model/modelBlockEngine.test.ts',
  },
  {
    path: 'packages/simulator/src/model/executionLogs.ts',
    reason: 'writes the logs of an execution',
    test: 'packages/simulator/src/model/executeTransaction.test.ts',
  },
  {
    path: 'packages/simulator/src/model/nodeRecords.ts',
    reason: 'is what a node tells',
    test: 'packages/simulator/src/model/modelNode.test.ts',
  },
  {
    path: 'packages/simulator/src/model/quoteSwap.ts',
    reason: 'is quoted through the venue',
    test: 'packages/simulator/src/model/modelVenue.test.ts',
  },
  {
    path: 'packages/simulator/src/checks/',
    reason: 'every check is shown a history that is wrong',
    test: 'packages/simulator/src/checks/checkHistory.test.ts',
  },
  ...['process/trader', 'process/virtualPlatform', 'process/wallets', 'schedule/drawFaults'].map(
    (name) => ({
      path: `packages/simulator/src/${name}.ts`,
      reason: 'is played by whole schedules',
      test: SIMULATION_TEST,
    }),
  ),
  ...[
    'world/',
    'simulate.ts',
    'huntMutant.ts',
    'huntMutants.ts',
    'playSchedule.ts',
    'report/scheduleSummary.ts',
  ].map((path) => ({
    path: `packages/simulator/src/${path}`,
    reason: 'plays whole schedules',
    test: SIMULATION_TEST,
  })),
  ...['playInWorkers', 'runWorkers', 'simulationWorker', 'huntingWorker'].map((name) => ({
    path: `packages/simulator/src/platform/${name}.ts`,
    reason: 'starts threads',
    test: SIMULATION_TEST,
  })),
  {
    path: 'packages/simulator/src/mutants/',
    reason: 'every mutant is caught by the simulation',
    test: SIMULATION_TEST,
  },
];

/** Checks that every source with logic has a test beside it. */
export function checkSiblingTests(files: readonly RepositoryFile[]): readonly Problem[] {
  const paths = new Set(files.map(({ path }) => path));
  const stale = EXEMPTIONS.filter(
    ({ path, test }) =>
      test !== undefined && !paths.has(test) && files.some((file) => file.path.startsWith(path)),
  ).map(({ path, test = '' }) => ({
    path,
    message: `is exempted because of ${test}, which is gone.`,
  }));
  return [...stale, ...missingTests(files, paths)];
}

function missingTests(
  files: readonly RepositoryFile[],
  paths: ReadonlySet<string>,
): readonly Problem[] {
  return (
    files
      .filter(({ path }) => /^packages\/[^/]+\/src\/.*\.tsx?$/u.test(path))
      .filter(({ path }) => !/(?:\.test|\.d|\/index)\.tsx?$|\/(?:testing|generated)\//u.test(path))
      .filter(({ path }) => !EXEMPTIONS.some((exemption) => path.startsWith(exemption.path)))
      .filter(({ path }) => !paths.has(testPathOf(path)))
      // Elements are no TypeScript that could be taken away, and never without logic.
      .filter(({ path, text }) => path.endsWith('.tsx') || hasRuntimeLogic(text))
      .map(({ path }) => ({
        path,
        message:
          `has logic: write ${testPathOf(path).split('/').at(-1)} beside it, or ` +
          `exempt it with the reason in tools/checkSiblingTests.ts.`,
      }))
  );
}

function testPathOf(path: string): string {
  return path.replace(/\.(tsx?)$/u, '.test.$1');
}

/** Whether anything that can run is left when the types are gone. */
export function hasRuntimeLogic(text: string): boolean {
  const code = stripComments(stripTypeScriptTypes(text));
  return /=>|\bfunction\b|\bclass\b|\b(?:if|for|while|switch)\s*\(/u.test(code);
}
