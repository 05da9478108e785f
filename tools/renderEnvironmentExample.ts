import { ENVIRONMENT_VARIABLES, type EnvironmentVariable } from '@quantbot/workflows';

const WIDTH = 98;
const HEAD = [
  'Settings of quantbot, one variable a line. Copy it, keep what you need, and take the # away.',
  'Generated from packages/workflows/src/environmentVariables.ts by npm run docs; do not edit.',
  'docs/configuration.md tells what a configuration file may say besides. No secret belongs in here:',
  'keys and passphrases are files of their own.',
];

/** Writes an example of a file with every variable, for Docker and systemd alike. */
export function renderEnvironmentExample(): string {
  const variables: ReadonlyArray<[string, EnvironmentVariable]> =
    Object.entries(ENVIRONMENT_VARIABLES);
  const entries = variables.map(([name, { meaning, example, setting, needs }]) => {
    const notes = [
      meaning,
      ...(setting === undefined ? [] : [`Wins over the setting ${setting}.`]),
      ...(needs === undefined ? [] : [`Needs ${needs}.`]),
    ];
    return [...comment(notes.join(' ').replaceAll('`', '')), `#${name}=${example}`].join('\n');
  });
  return `${[HEAD.map((line) => `# ${line}`).join('\n'), ...entries].join('\n\n')}\n`;
}

function comment(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`# ${word}`);
  }
  return lines;
}
