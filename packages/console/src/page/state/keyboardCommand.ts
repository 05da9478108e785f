/** What a key stands for. */
export type KeyboardCommand =
  'next' | 'previous' | 'open' | 'close' | 'halt' | 'reduce' | 'activate' | 'help';

/** Every key and what it does, in the order in which help lists them. */
export const KEYBOARD: ReadonlyArray<{
  readonly keys: readonly string[];
  readonly command: KeyboardCommand;
  readonly says: string;
}> = [
  { keys: ['j'], command: 'next', says: 'next trade' },
  { keys: ['k'], command: 'previous', says: 'previous trade' },
  { keys: ['Enter'], command: 'open', says: 'open the trade with its timeline' },
  { keys: ['Escape'], command: 'close', says: 'close what is open' },
  { keys: ['h'], command: 'halt', says: 'halt trading (asks for the reason)' },
  { keys: ['r'], command: 'reduce', says: 'reduce trading to sells' },
  { keys: ['a'], command: 'activate', says: 'activate trading' },
  { keys: ['?'], command: 'help', says: 'this help' },
];

/** A pressed key, as far as it matters. */
export interface PressedKey {
  readonly key: string;
  readonly hasModifier: boolean;
  /** Focus is in something that takes text. */
  readonly isTyping: boolean;
  /** Focus is on something that acts on Enter by itself. */
  readonly isOnControl: boolean;
}

/** What a pressed key means, `undefined` when it is the browser's. */
export function keyboardCommand(pressed: PressedKey): KeyboardCommand | undefined {
  const { key, hasModifier, isTyping, isOnControl } = pressed;
  if (hasModifier || isTyping) return undefined;
  const command = KEYBOARD.find(({ keys }) => keys.includes(key))?.command;
  return command === 'open' && isOnControl ? undefined : command;
}

/** Key of the trade that a step leads to; stays at the ends. */
export function stepFrom(
  keys: readonly string[],
  current: string | undefined,
  step: 1 | -1,
): string | undefined {
  const index = current === undefined ? -1 : keys.indexOf(current);
  if (index === -1) return step === 1 ? keys[0] : keys.at(-1);
  return keys[Math.min(Math.max(index + step, 0), keys.length - 1)];
}
