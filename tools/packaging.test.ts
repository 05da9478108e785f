import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ENVIRONMENT_VARIABLES } from '@quantbot/workflows';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';

import { REPOSITORY_ROOT } from './repository.ts';

const read = (path: string): string => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');

/** Variables of the product, and those of the runtime. */
const KNOWN = new Set([...Object.keys(ENVIRONMENT_VARIABLES), 'NODE_ENV']);

describe('the image', () => {
  const dockerfile = read('packaging/Dockerfile');

  it('runs the Node that the project is tested with', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${devDependencies['node']}-`);
    expect(dockerfile.match(/^FROM \$\{NODE_IMAGE\} AS \w+$/gmu)).toHaveLength(2);
    expect(dockerfile.match(/^FROM /gmu)).toHaveLength(2);
    // It would be an image besides the base, fetched by a tag that its owner may move.
    expect(dockerfile).not.toMatch(/^#\s*syntax=/u);
  });

  it('runs as nobody special, and listens to this container alone until told otherwise', () => {
    expect(dockerfile).toMatch(/^USER 10001:10001$/mu);
    expect(dockerfile.lastIndexOf('USER 10001')).toBeGreaterThan(dockerfile.lastIndexOf('RUN '));
    expect(dockerfile).toMatch(/^CMD \["serve"\]$/mu);
    expect(dockerfile).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", "-e"/mu);
  });

  it('sets no variable that does not exist', () => {
    const set = [...dockerfile.matchAll(/^(?:ENV | {2})(?<name>[A-Z_]+)=/gmu)];
    const names = set.map(({ groups }) => groups?.['name'] ?? '');
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(KNOWN).toContain(name);
  });
});

/** Keys of a service that the Compose Specification knows, of those that are of use here. */
const SERVICE_KEYS = new Set(
  (
    'build image command env_file environment configs secrets volumes ports init read_only tmpfs ' +
    'cap_drop security_opt pids_limit mem_limit restart stop_grace_period logging healthcheck user'
  ).split(' '),
);

interface ComposeFile {
  readonly services: Record<string, Record<string, unknown>>;
  readonly configs: Record<string, { readonly file: string }>;
  readonly secrets: Record<string, { readonly file: string }>;
  readonly volumes: Record<string, unknown>;
}

describe('the compose file', () => {
  const compose = parse(read('packaging/compose.yaml')) as ComposeFile;
  const { services } = compose;
  const service = services['quantbot'] ?? {};

  it('says nothing that Compose would refuse, and names nothing that it does not declare', () => {
    expect(Object.keys(compose)).toEqual(['name', 'services', 'configs', 'secrets', 'volumes']);
    expect(Object.keys(service).filter((key) => !SERVICE_KEYS.has(key))).toEqual([]);
    const configs = service['configs'] as ReadonlyArray<{ source: string; target: string }>;
    expect(configs.map(({ source }) => source)).toEqual(Object.keys(compose.configs));
    expect(service['secrets']).toEqual(Object.keys(compose.secrets));
    const volumes = service['volumes'] as readonly string[];
    expect(volumes.map((text) => text.split(':')[0])).toEqual(Object.keys(compose.volumes));
    // Numbers and flags that a misplaced quote would make texts of.
    expect(service).toMatchObject({ init: true, pids_limit: 256, restart: 'on-failure' });
    expect(service['stop_grace_period']).toMatch(/^\d+s$/u);
  });

  it('puts what it needs where the variables look for it', () => {
    const environment = service['environment'] as Record<string, string>;
    const [config] = service['configs'] as ReadonlyArray<{ target: string }>;
    expect(environment['EXECUTION_CONFIG']).toBe(config?.target);
    expect(environment['EXECUTION_KEYSTORE_PASSPHRASE_FILE']).toBe('/run/secrets/passphrase');
    expect(environment['EXECUTION_KEYSTORE_PATH']).toMatch(/^\/var\/lib\/quantbot\//u);
  });

  it('has what it is given beside it in no layer of the build, and the documentation names it', () => {
    const ignored = read('packaging/Dockerfile.dockerignore').split('\n');
    const given = [...Object.values(compose.configs), ...Object.values(compose.secrets)];
    for (const { file } of given) {
      const path = file.replace(/^\./u, 'packaging');
      expect(ignored.some((line) => path === line || path.startsWith(`${line}/`))).toBe(true);
      expect(read('docs/deployment.md')).toContain(file.replace(/^\.\//u, ''));
    }
    const [settings] = service['env_file'] as ReadonlyArray<{ path: string }>;
    expect(settings?.path).toBe('quantbot.env');
    expect(ignored).toContain('packaging/*.env');
  });

  it('gives the process nothing that it does not need', () => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      volumes: ['journal:/var/lib/quantbot'],
    });
  });

  it('publishes its port on this machine alone', () => {
    expect(service['ports']).toEqual(['127.0.0.1:8787:8787']);
  });

  it('sets no variable that does not exist, and none that lets money move', () => {
    const names = Object.keys(service['environment'] as object);
    for (const name of names) expect(KNOWN).toContain(name);
    expect(names).not.toContain('EXECUTION_DRY_RUN');
  });
});

describe.each(['quantbot.service', 'quantbot-signer.service'])('%s', (name) => {
  const unit = read(`packaging/${name}`);

  it('takes the passphrase as a credential, and starts no refused set-up again', () => {
    expect(unit).toMatch(/^LoadCredentialEncrypted=passphrase:/mu);
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/mu);
    expect(unit).toMatch(/^CapabilityBoundingSet=$/mu);
    expect(unit).toMatch(/^User=quantbot/mu);
  });

  it('sets no variable that does not exist', () => {
    for (const [, variable = ''] of unit.matchAll(/^Environment=(\w+)=/gmu)) {
      expect(KNOWN).toContain(variable);
    }
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.runIf(hasSystemd)('is a unit that systemd takes', () => {
    const directory = mkdtempSync(join(tmpdir(), 'quantbot-unit-'));
    try {
      const path = join(directory, name);
      // The machine that tests need not have Node where the machine that trades has it.
      writeFileSync(path, unit.replace(/^ExecStart=\S+/mu, 'ExecStart=/bin/sh'));
      // Whatever the mask of whoever runs this.
      chmodSync(path, 0o644);
      const { stderr, status } = spawnSync('systemd-analyze', ['verify', path], {
        encoding: 'utf8',
      });
      expect({ status, stderr: stderr.replaceAll(/^.*(?:man|network-online).*\n/gmu, '') }).toEqual(
        {
          status: 0,
          stderr: '',
        },
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
