import addCompletionCommands from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

const DESCRIPTION = 'Write what lets a shell complete commands, options and their values.';
const EXAMPLES = `
Examples:
  source <(quantbot completion bash)                        (or in ~/.bashrc)
  quantbot completion zsh > "\${fpath[1]}/_quantbot"
  quantbot completion fish > ~/.config/fish/completions/quantbot.fish

The shell then asks quantbot itself, so that it completes what the installed version knows. In bash it
needs the package bash-completion.`;

/** `quantbot completion SHELL`, and the hidden command that the shell asks. */
export function addCompletion(program: Command): void {
  addCompletionCommands(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description(DESCRIPTION)
    .addHelpText('after', EXAMPLES);
}
