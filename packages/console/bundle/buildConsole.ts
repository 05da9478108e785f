import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { buildOnce } from '../../../tools/buildOnce.ts';

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
  return buildOnce({
    root: PACKAGE,
    output: ASSETS,
    stamp: STAMP,
    otherInputs: OTHER_INPUTS,
    build: bundle,
  });
}

async function bundle(): Promise<readonly string[]> {
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
  return Object.keys(metafile.inputs);
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  await buildConsole();
}
