import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page. */
export interface DocExample {
  /** Page and line of its first line, for whoever mends it. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage']);
const FENCE = /^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gmu;

/** Every fenced block of every page of the repository. */
export function readDocExamples(): readonly DocExample[] {
  return pagesOf('').flatMap((path) => {
    const page = readFileSync(join(ROOT, path), 'utf8');
    return [...page.matchAll(FENCE)].map((found) => ({
      place: `${path}:${page.slice(0, found.index).split('\n').length + 1}`,
      language: found.groups?.['language'] ?? '',
      text: found.groups?.['text'] ?? '',
    }));
  });
}

function pagesOf(directory: string): readonly string[] {
  return readdirSync(join(ROOT, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pagesOf(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Arguments of every `quantbot` in a script of a page; what only the shell does is left out. */
export function quantbotCalls(script: string): ReadonlyArray<readonly string[]> {
  return script
    .replaceAll(/\\\n\s*/gu, ' ')
    .split('\n')
    .flatMap((line) => wordsOf(line))
    .flatMap((words) => {
      const at = words.indexOf('quantbot');
      const before = words.slice(0, Math.max(0, at));
      const isCommand = before.every((word) => /^(?:npx|npm|run|[A-Z_]+=.*)$/u.test(word));
      if (at < 0 || !isCommand) return [];
      return [words.slice(at + 1).filter((word, index) => !(index === 0 && word === '--'))];
    });
}

/** Words of each command of a line, by the shell's quotes, up to its comment. */
function wordsOf(line: string): ReadonlyArray<readonly string[]> {
  const commands: string[][] = [[]];
  const token =
    /\s*(?:(?<end>#.*$|[<>]+\s*\S+|&&|\|\||[|;&()])|(?<word>(?:'[^']*'|"[^"]*"|[^\s'"|;&<>()])+))/gu;
  for (const { groups } of line.matchAll(token)) {
    const { end, word } = groups ?? {};
    if (word !== undefined) commands.at(-1)?.push(word.replaceAll(/['"]/gu, ''));
    else if (end?.startsWith('#')) break;
    else if (end !== undefined && !/^[<>]/u.test(end)) commands.push([]);
  }
  return commands.filter((words) => words.length > 0);
}
