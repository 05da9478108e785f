import { STAGE_STEPS, tradeStage, type Tone } from '../state/tradeStage.ts';
import type { Trade } from '../wire/tradeShapes.ts';

const GLYPHS: Readonly<Record<Tone, string>> = {
  busy: '›',
  good: '✓',
  bad: '✗',
  warn: '!',
  calm: '–',
};

/** Where a trade stands, in a word and as steps done. */
export function StageTrack({
  trade,
}: {
  readonly trade: Pick<Trade, 'status' | 'attempts' | 'attemptStatus' | 'mode' | 'unprovable'>;
}) {
  const { label, done, tone } = tradeStage(trade);
  return (
    <span class={`track ${tone}`}>
      <span class="steps" aria-hidden="true">
        {STAGE_STEPS.map((step, index) => (
          <i key={step} class={index < done ? 'done' : undefined} title={step} />
        ))}
      </span>
      <span class="label">
        <span aria-hidden="true">{GLYPHS[tone]}</span> {label}
      </span>
    </span>
  );
}
