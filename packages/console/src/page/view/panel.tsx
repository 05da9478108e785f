import type { ComponentChildren } from 'preact';

import { ageText } from '../format/amounts.ts';
import type { Reading } from '../state/consoleStore.ts';

interface PanelProps {
  readonly title: string;
  readonly reading: Reading<unknown>;
  readonly nowMs: number;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Older than this, a figure is said to be old. */
const STALE_MS = 20_000;

/** A part of the page that shows one answer, and says when it is old or why there is none. */
export function Panel({ title, reading, nowMs, aside, children }: PanelProps) {
  const { value, atMs, problem } = reading;
  const ageMs = atMs === undefined ? 0 : nowMs - atMs;
  // The line across the page says so once; here it is enough that the figures are old.
  const isToldAbove = value !== undefined && problem?.code === 'CONSOLE__SERVER_UNREACHABLE';
  return (
    <section class="panel" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {value !== undefined && (ageMs > STALE_MS || isToldAbove) && (
          <span class="badge warn">! {ageText(ageMs)} old</span>
        )}
        {aside}
      </div>
      {problem !== undefined && !isToldAbove && (
        <p class="notice warn">
          <strong>! {problem.message}</strong> {problem.next}
        </p>
      )}
      {value === undefined && problem === undefined && <p class="faint">reading …</p>}
      {value !== undefined && children}
    </section>
  );
}
