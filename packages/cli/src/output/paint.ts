import { styleText } from 'node:util';

/** Colours that mean something: the same everywhere, and none where they would be noise. */
export const paint = {
  good: (text: string) => styleText('green', text),
  bad: (text: string) => styleText('red', text),
  warn: (text: string) => styleText('yellow', text),
  strong: (text: string) => styleText('bold', text),
  faint: (text: string) => styleText('dim', text),
};
