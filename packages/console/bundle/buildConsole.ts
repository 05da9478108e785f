import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

/** What a build was made of: a build with the same inputs is not made again. */
interface BuildStamp {
  /** Paths relative to the package. */
  readonly inputs: readonly string[];
  readonly digest: string;
}

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const ASSETS = join(PACKAGE, 'dist', 'assets');
const STAMP = join(PACKAGE, 'dist', 'assets.json');
/** Besides what is bundled, these decide how it comes out. */
const OTHER_INPUTS = [
  'package.json',
  'bundle/buildConsole.ts',
  'src/page/index.html',
  'src/page/icon.svg',
];

/** Bundles the page into `dist/assets`, unless it is there and nothing it is made of has changed. */
export async function buildConsole(): Promise<'built' | 'unchanged'> {
  if (isFresh()) return 'unchanged';
  rmSync(ASSETS, { recursive: true, force: true });
  mkdirSync(ASSETS, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: PACKAGE,
    entryPoints: [
      { in: 'src/page/main.tsx', out: 'console' },
      { in: 'src/page/style/console.css', out: 'console' },
    ],
    outdir: ASSETS,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    conditions: ['quantbot:source'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'icon.svg']) {
    cpSync(join(PACKAGE, 'src/page', name), join(ASSETS, name));
  }
  const inputs = [...Object.keys(metafile.inputs), ...OTHER_INPUTS].toSorted();
  const stamp: BuildStamp = { inputs, digest: digestOf(inputs) };
  writeFileSync(STAMP, `${JSON.stringify(stamp, undefined, 2)}\n`);
  return 'built';
}

function isFresh(): boolean {
  if (!existsSync(STAMP) || !existsSync(join(ASSETS, 'index.html'))) return false;
  const { inputs, digest } = JSON.parse(readFileSync(STAMP, 'utf8')) as BuildStamp;
  return digestOf(inputs) === digest;
}

function digestOf(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const path = join(PACKAGE, input);
    hash.update(`${input}\0`);
    hash.update(existsSync(path) ? readFileSync(path) : 'gone');
  }
  return hash.digest('hex');
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  await buildConsole();
}
