/** Name among the journal's facts of a note, kept apart from what the journal itself keeps there. */
export function noteName(name: string): string {
  return `note ${name}`;
}
