import { describe, expect, it } from 'vitest';

import { checkPackageBoundaries } from './checkPackageBoundaries.ts';

const MANIFESTS = ['core', 'executor', 'workflows', 'sandbox', 'cli', 'client'].map((name) => ({
  path: `packages/${name}/package.json`,
  text: JSON.stringify({ dependencies: { '@quantbot/core': '0.1.0', zod: '4.0.0' } }),
}));

function check(path: string, text: string): readonly string[] {
  const manifests = MANIFESTS.filter(({ path: manifest }) => !manifest.includes('/core/'));
  return checkPackageBoundaries([...manifests, { path, text }]).map(({ message }) => message);
}

describe('packages', () => {
  it.each([
    ['packages/executor/src/a.ts', "import { x } from '@quantbot/core';"],
    ['packages/executor/src/a.ts', "import { x } from 'node:path';\nimport { y } from './b.ts';"],
    ['packages/executor/src/a.test.ts', "import { x } from '@quantbot/sandbox';"],
    ['packages/workflows/test/a.ts', "import { x } from '@quantbot/sandbox';"],
    ['packages/workflows/src/a.test.ts', "import { x } from '@quantbot/workflows';"],
    ['packages/core/src/a.test.ts', "import { x } from '@solana/kit';"],
    ['bench/src/a.ts', "import { x } from '@quantbot/sandbox';"],
    ['packages/executor/src/a.ts', "// import { x } from '@quantbot/sandbox';"],
  ])('%s may say %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it.each([
    ['packages/executor/src/a.ts', "import { x } from '@quantbot/sandbox';"],
    ['packages/executor/src/a.ts', "import type { X } from '@quantbot/workflows';"],
    ['packages/executor/src/a.ts', "const x = await import('@quantbot/simulator');"],
    ['packages/executor/src/a.test.ts', "import { x } from '@quantbot/cli';"],
    ['packages/workflows/src/a.ts', "export { x } from '@quantbot/sandbox';"],
    ['packages/workflows/src/a.ts', "import 'quantbot';"],
    ['packages/sandbox/src/a.ts', "import { x } from '@quantbot/executor';"],
    ['packages/client/src/a.ts', "import { x } from '@quantbot/executor';"],
    ['packages/core/src/a.ts', "import { x } from '@quantbot/executor';"],
  ])('%s may not say %s', (path, text) => {
    expect(check(path, text)).toEqual([expect.stringContaining('may not import')]);
  });

  it.each([
    ['packages/executor/src/wallet/openWallet.ts', "await import('@solana/keychain-vault');"],
    ['packages/executor/src/wallet/remote/a.ts', "import { x } from '@solana/keychain-vault';"],
    [
      'packages/executor/src/wallet/remote/a.ts',
      "import type { X } from '@solana/keychain-vault';",
    ],
    ['packages/executor/src/wallet/remote/a.ts', "export * from '@aws-sdk/client-kms';"],
    ['packages/workflows/src/a.ts', "const x = await import('@aws-sdk/client-kms');"],
  ])('%s may not have a key-management SDK: %s', (path, text) => {
    expect(check(path, text)).toEqual([expect.stringContaining('key-management SDK')]);
  });

  it('lets what is bundled import what it is built with, and nothing else do so', () => {
    const manifest = {
      path: 'packages/console/package.json',
      text: JSON.stringify({ devDependencies: { preact: '11.2.0' } }),
    };
    const problemsOf = (path: string, text: string) =>
      checkPackageBoundaries([manifest, { path, text }]).map(({ message }) => message);
    const text = "import { render } from 'preact';";
    expect(problemsOf('packages/console/src/page/view/app.tsx', text)).toEqual([]);
    expect(problemsOf('packages/console/src/index.ts', text)).toHaveLength(1);
    expect(problemsOf('packages/console/src/page/a.tsx', "import 'uplot';")).toHaveLength(1);
    expect(
      problemsOf('packages/console/src/page/a.tsx', "import { x } from '@quantbot/executor';"),
    ).toEqual([expect.stringContaining('may not import')]);
  });

  it('may load one where its signer is, and nowhere else', () => {
    const path = 'packages/executor/src/wallet/remote/createVaultSigner.ts';
    const dependencies = { '@solana/keychain-vault': '0.2.1' };
    const manifest = {
      path: 'packages/executor/package.json',
      text: JSON.stringify({ peerDependencies: dependencies }),
    };
    const text = "const { VaultSigner } = await import('@solana/keychain-vault');";
    expect(checkPackageBoundaries([manifest, { path, text }])).toEqual([]);
  });

  it('may not go around an entry point', () => {
    const message = check('packages/executor/src/a.ts', "import { x } from '../../core/src/b.ts';");
    expect(message).toEqual([expect.stringContaining('leaves the package')]);
  });

  it('declare what they import', () => {
    expect(check('packages/executor/src/a.ts', "import { x } from '@solana/kit/sub';")).toEqual([
      '@solana/kit is imported but not in packages/executor/package.json; add it there.',
    ]);
  });
});

describe('package.json', () => {
  const manifest = (name: string, dependency: string): readonly string[] =>
    checkPackageBoundaries([
      {
        path: `packages/${name}/package.json`,
        text: JSON.stringify({ optionalDependencies: { [dependency]: '1.0.0' } }),
      },
    ]).map(({ message }) => message);

  it('names only packages that the arrows allow', () => {
    expect(manifest('workflows', '@quantbot/executor')).toEqual([]);
    expect(manifest('workflows', '@quantbot/sandbox')).toEqual([
      'workflows may not depend on sandbox; it may on core, executor. Remove it.',
    ]);
    expect(manifest('core', '@quantbot/executor')).toEqual([
      'core may not depend on executor; it may on nothing. Remove it.',
    ]);
  });

  it('belongs to a package that has its place', () => {
    expect(manifest('newcomer', 'zod')).toEqual([expect.stringContaining('ALLOWED_IMPORTS')]);
  });
});

describe('stages', () => {
  const stage = (text: string, path = 'packages/executor/src/approve/a.ts'): readonly string[] =>
    check(path, text);

  it('may name the types of another and use what all share', () => {
    expect(stage("import type { Draft } from '../build/draft.ts';")).toEqual([]);
    expect(stage("import { x } from '../chain/node.ts';\nimport { y } from './b.ts';")).toEqual([]);
    expect(stage("import { x } from '../build/b.ts';", 'packages/executor/src/run.ts')).toEqual([]);
    const test = 'packages/executor/src/approve/a.test.ts';
    expect(stage("import { x } from '../build/b.ts';", test)).toEqual([]);
  });

  it('may not call another, and say it once', () => {
    const text = "import { x } from '../build/b.ts';\nimport { y } from '../build/c.ts';";
    expect(stage(text)).toEqual([expect.stringContaining('stage approve imports stage build')]);
    const nested = "import { x } from '../sign/b.ts';";
    expect(stage(nested, 'packages/executor/src/pipeline/approve/a.ts').length).toBe(1);
  });
});

describe('folders of the executor', () => {
  const folder = (name: string, text: string): readonly string[] =>
    check(`packages/executor/src/${name}/a.ts`, text);

  it('that everything stands on name nothing that stands on them, not even a type', () => {
    expect(folder('journal', "import { x } from '../platform/x.ts';")).toEqual([]);
    expect(folder('journal', "import { x } from './books/x.ts';")).toEqual([]);
    expect(folder('journal/books', "import { x } from '../journal.ts';")).toEqual([]);
    expect(folder('journal', "import type { Mark } from '../history/mark.ts';")).toEqual([
      expect.stringContaining('folder journal imports folder history; it may import platform.'),
    ]);
    expect(folder('platform', "import { x } from '../chain/x.ts';")).toEqual([
      expect.stringContaining('it may import nothing'),
    ]);
  });

  it('that are put together call none of those that do, and may name their types', () => {
    expect(folder('history', "import type { Hold } from '../pipeline/hold.ts';")).toEqual([]);
    expect(folder('adapters', "import { x } from '../pipeline/x.ts';")).toEqual([]);
    expect(folder('history', "import { x } from '../pipeline/x.ts';")).toEqual([
      expect.stringContaining('folder history calls folder pipeline, which puts it together'),
    ]);
  });
});
