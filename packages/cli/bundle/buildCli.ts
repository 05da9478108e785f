import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { buildOnce } from '../../../tools/buildOnce.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = dirname(PACKAGE);
/** Two folders deep, as the sources are: what they read of this package lies as far away. */
export const BUNDLE_DIRECTORY = join(PACKAGE, 'dist', 'bundle');

/**
 * What is started as a thread or a process of its own. It is looked for beside the module that
 * starts it, under the name that it has in the sources.
 */
const STARTED = [
  'sandbox/src/chain/chainProcess.ts',
  'sandbox/src/chain/parentWatch.ts',
  'simulator/src/platform/huntingWorker.ts',
  'simulator/src/platform/simulationWorker.ts',
];

/**
 * Left out of the bundle: what most starts never load, and what is installed only where it is
 * wanted or runs only on one machine.
 */
export const LEFT_OUT: readonly string[] = [
  'fastify',
  '@fastify/*',
  'pino',
  'cli-truncate',
  'wrap-ansi',
  'csv-stringify',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
  '@solana/keychain-*',
  '@solana/surfpool-*',
];

/**
 * Bundles the command into `dist/bundle`, unless it is there and nothing it is made of has changed.
 * A start spends most of its time on finding and linking modules, some hundreds of them otherwise.
 */
export async function buildCli(): Promise<'built' | 'unchanged'> {
  return buildOnce({
    root: PACKAGE,
    output: BUNDLE_DIRECTORY,
    stamp: join(PACKAGE, 'dist', 'bundle.json'),
    otherInputs: ['package.json', 'bundle/buildCli.ts'],
    build: bundle,
  });
}

async function bundle(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: PACKAGE,
    entryPoints: ['cli/src/main.ts', ...STARTED].map((path) => ({
      in: join(PACKAGES, path),
      out: basename(path, '.ts'),
    })),
    outdir: BUNDLE_DIRECTORY,
    bundle: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['quantbot:source'],
    sourcemap: true,
    // They are beside it.
    sourcesContent: false,
    // Packages of the time before modules ask for what Node has.
    banner: {
      js: "import{createRequire as bundleRequire}from'node:module';const require=bundleRequire(import.meta.url);",
    },
    external: [...LEFT_OUT],
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  await buildCli();
}
