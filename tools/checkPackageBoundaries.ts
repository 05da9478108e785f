import type { Problem, RepositoryFile } from './repository.ts';
import { importsOf } from './importsOf.ts';

/** Packages that each package may name in what it ships. Arrows point one way. */
export const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  executor: ['core'],
  client: ['core'],
  sandbox: ['core'],
  workflows: ['core', 'executor'],
  simulator: ['core', 'executor'],
  console: ['core', 'client'],
  cli: ['core', 'executor', 'client', 'workflows', 'sandbox', 'simulator', 'console'],
};

/** Packages that a test may name besides those: the chain to test on. */
const TEST_PACKAGES: readonly string[] = ['core', 'sandbox', 'simulator'];

/** Folders of packages/executor/src, or of its pipeline folder, that hold one stage each. */
export const STAGE_FOLDERS: readonly string[] = [
  'validate',
  'claim',
  'admit',
  'quote',
  'build',
  'simulate',
  'approve',
  'sign',
  'submit',
  'confirm',
  'fill',
  'settle',
];

/**
 * Folders of packages/executor/src that everything stands on, and those that each of them may name
 * in turn, types included: what they are must be readable without what stands on them.
 */
export const FLOOR_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  transaction: [],
  journal: ['platform'],
  chain: ['config', 'platform'],
};

/** Folders of packages/executor/src that put the others together, so that none of those calls them. */
const TOP_FOLDERS: readonly string[] = ['adapters', 'control', 'pipeline', 'simulation'];

/** Checks who imports whom, in sources and in package.json files. */
export function checkPackageBoundaries(files: readonly RepositoryFile[]): readonly Problem[] {
  const manifests = new Map(
    files.flatMap((file) => {
      const name = /^packages\/([^/]+)\/package\.json$/u.exec(file.path)?.[1];
      return name === undefined ? [] : [[name, readManifest(file)] as const];
    }),
  );
  return [
    ...[...manifests].flatMap(([name, manifest]) => checkManifest(name, manifest)),
    ...files.flatMap((file) => checkSource(file, manifests)),
  ];
}

interface Manifest {
  readonly path: string;
  readonly dependencies: ReadonlySet<string>;
  /** What the package is built with; nobody who installs it gets them. */
  readonly builtWith: ReadonlySet<string>;
}

/** Sources that are bundled: what they import is in the bundle, so nobody has to install it. */
const BUNDLED_FOLDER = 'packages/console/src/page/';

function readManifest({ path, text }: RepositoryFile): Manifest {
  const parsed = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const fields = ['dependencies', 'optionalDependencies', 'peerDependencies'];
  return {
    path,
    dependencies: new Set(fields.flatMap((name) => Object.keys(parsed[name] ?? {}))),
    builtWith: new Set(Object.keys(parsed['devDependencies'] ?? {})),
  };
}

function checkManifest(name: string, { path, dependencies }: Manifest): readonly Problem[] {
  const allowed = ALLOWED_IMPORTS[name];
  if (allowed === undefined) {
    return [{ path, message: `Package ${name} has no place in ALLOWED_IMPORTS; give it one.` }];
  }
  return [...dependencies]
    .map(quantbotPackage)
    .filter((target) => target !== undefined && !allowed.includes(target))
    .map((target) => ({
      path,
      message: `${name} may not depend on ${target}; it may on ${listed(allowed)}. Remove it.`,
    }));
}

function checkSource(
  { path, text }: RepositoryFile,
  manifests: ReadonlyMap<string, Manifest>,
): readonly Problem[] {
  const [, name = '', area = ''] = /^packages\/([^/]+)\/(src|test)\/.*\.tsx?$/u.exec(path) ?? [];
  const allowed = ALLOWED_IMPORTS[name];
  if (allowed === undefined) return [];
  const isTest = area === 'test' || path.endsWith('.test.ts') || path.includes('/testing/');
  const messages = importsOf(text).map(
    ({ specifier, isTypeOnly, isLazy }) =>
      checkKeyManagement({ path, specifier, isLazy }) ??
      checkQuantbotImport({ specifier, name, isTest }) ??
      checkDeclared({ path, specifier, name, isTest, manifest: manifests.get(name) }) ??
      checkEscape(path, specifier) ??
      (isTest ? undefined : checkFloor(path, specifier)) ??
      (isTypeOnly || isTest
        ? undefined
        : (checkStage(path, specifier) ?? checkTop(path, specifier))),
  );
  return [...new Set(messages)].flatMap((message) =>
    message === undefined ? [] : [{ path, message }],
  );
}

function checkQuantbotImport(found: {
  readonly specifier: string;
  readonly name: string;
  readonly isTest: boolean;
}): string | undefined {
  const { specifier, name, isTest } = found;
  const target = quantbotPackage(specifier);
  if (target === undefined || target === name) return undefined;
  const allowed = ALLOWED_IMPORTS[name] ?? [];
  if (allowed.includes(target) || (isTest && TEST_PACKAGES.includes(target))) return undefined;
  return (
    `${name} may not import ${specifier}; it may import ${listed(allowed)}. ` +
    `Take what you need as a parameter and let the composition root bring it.`
  );
}

/** The one folder that may know the packages of key-management services. */
const KEY_MANAGEMENT_FOLDER = 'packages/executor/src/wallet/remote/';
const KEY_MANAGEMENT = /^(?:@solana\/keychain-|@aws-sdk\/)/u;

/**
 * Whoever imports the port or the adapter must not get a key-management SDK with it: those packages
 * are loaded when a wallet of theirs signs, and nowhere else.
 */
function checkKeyManagement(found: {
  readonly path: string;
  readonly specifier: string;
  readonly isLazy: boolean;
}): string | undefined {
  const { path, specifier, isLazy } = found;
  if (!KEY_MANAGEMENT.test(specifier)) return undefined;
  if (isLazy && path.startsWith(KEY_MANAGEMENT_FOLDER)) return undefined;
  return (
    `${specifier} is a key-management SDK; load it with import() in ${KEY_MANAGEMENT_FOLDER}, ` +
    `so that nobody who does not sign with it has it in his graph.`
  );
}

function checkDeclared(found: {
  readonly path: string;
  readonly specifier: string;
  readonly name: string;
  readonly isTest: boolean;
  readonly manifest: Manifest | undefined;
}): string | undefined {
  const { path, specifier, name, isTest, manifest } = found;
  if (isTest || /^(?:\.|node:|#)/u.test(specifier)) return undefined;
  const dependency = /^(?:@[^/]+\/)?[^/]+/u.exec(specifier)?.[0] ?? specifier;
  if (quantbotPackage(dependency) === name) return undefined;
  if (path.startsWith(BUNDLED_FOLDER) && manifest?.builtWith.has(dependency) === true) {
    return undefined;
  }
  return manifest?.dependencies.has(dependency) === true
    ? undefined
    : `${dependency} is imported but not in packages/${name}/package.json; add it there.`;
}

/** A relative path out of a package goes around its entry point. */
function checkEscape(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const root = path.split('/').slice(0, 2).join('/');
  return resolve(path, specifier).startsWith(`${root}/`)
    ? undefined
    : `${specifier} leaves the package; import the other package by its name.`;
}

/**
 * The product of one stage is the input of the next, so a stage may name the types of another; what
 * another stage does it must not call.
 */
function checkStage(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const from = stageOf(path);
  const to = stageOf(resolve(path, specifier));
  if (from === undefined || to === undefined || from === to) return undefined;
  return (
    `stage ${from} imports stage ${to}. Stages never know each other: move what both need out of ` +
    `the stage folders, or pass it through the pipeline.`
  );
}

/** What everything stands on names nothing that stands on it, not even its types. */
function checkFloor(path: string, specifier: string): string | undefined {
  const { from, to } = foldersOf(path, specifier);
  const allowed = from === undefined ? undefined : FLOOR_FOLDERS[from];
  if (to === undefined || from === to || allowed === undefined || allowed.includes(to)) {
    return undefined;
  }
  return (
    `folder ${from} imports folder ${to}; it may import ${listed(allowed)}. Move what needs both ` +
    `out of it, or pass what it needs as a parameter.`
  );
}

/** What is put together does not call who puts it together. */
function checkTop(path: string, specifier: string): string | undefined {
  const { from, to } = foldersOf(path, specifier);
  if (from === undefined || to === undefined) return undefined;
  if (TOP_FOLDERS.includes(from) || !TOP_FOLDERS.includes(to)) return undefined;
  return (
    `folder ${from} calls folder ${to}, which puts it together. Name its types alone, and take what ` +
    `it does as a parameter.`
  );
}

function foldersOf(path: string, specifier: string) {
  const from = executorFolder(path);
  const isOwn = specifier.startsWith('.');
  return { from, to: isOwn ? executorFolder(resolve(path, specifier)) : undefined };
}

function executorFolder(path: string): string | undefined {
  return /^packages\/executor\/src\/([^/]+)\//u.exec(path)?.[1];
}

function stageOf(path: string): string | undefined {
  const folder = /^packages\/executor\/src\/(?:pipeline\/)?([^/]+)\//u.exec(path)?.[1];
  return folder !== undefined && STAGE_FOLDERS.includes(folder) ? folder : undefined;
}

function resolve(path: string, specifier: string): string {
  const segments = path.split('/').slice(0, -1);
  for (const segment of specifier.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

function quantbotPackage(specifier: string): string | undefined {
  if (specifier === 'quantbot') return 'cli';
  return /^@quantbot\/([^/]+)/u.exec(specifier)?.[1];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
