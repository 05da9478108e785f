import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = captureConsole();
  expect(await run(['node', 'quantbot', 'complete', '--', ...words])).toBe(0);
  return out()
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith(':'))
    .map((line) => line.split('\t')[0] ?? '');
}

describe('quantbot completion', () => {
  it('completes commands, and commands of commands', async () => {
    expect(await completed('jou')).toEqual(['journal']);
    expect(await completed('journal', 'ver')).toEqual(['verify']);
    expect(await completed('doc')).toEqual(['doctor']);
  });

  it('completes options and what they may say', async () => {
    expect(await completed('execute', '--ama')).toEqual([]);
    expect(await completed('execute', '--amount-b')).toEqual(['--amount-base-units']);
    expect(await completed('execute', '--side', '')).toEqual(['buy', 'sell']);
    expect(await completed('journal', 'export', '--format', '')).toEqual(['csv', 'jsonl']);
  });

  it.each(['bash', 'zsh', 'fish'])('writes a script for %s that asks quantbot', async (shell) => {
    const { out } = captureConsole();
    expect(await run(['node', 'quantbot', 'completion', shell])).toBe(0);
    expect(out()).toContain('quantbot complete --');
  });

  it('refuses a shell that it does not know', async () => {
    const { err } = captureConsole();
    expect(await run(['node', 'quantbot', 'completion', 'csh'])).toBe(2);
    expect(err()).toContain("'csh' is invalid");
  });

  it('completes in a real bash', () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const node = `"${process.execPath}" --conditions=quantbot:source --disable-warning=ExperimentalWarning`;
    const script = `
quantbot() { ${node} -- "${main}" "$@"; }
source <(quantbot completion bash)
# What the package bash-completion and a shell with a prompt bring.
_get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur="\${words[cword]}"; prev="\${words[cword - 1]}"
}
compopt() { :; }
COMP_WORDS=(quantbot explai) COMP_CWORD=1 COMP_LINE='quantbot explai' COMP_POINT=15
__quantbot_complete
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`.trim()).toBe('explain');
  });
});
