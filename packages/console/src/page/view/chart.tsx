import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';

import { numberText } from '../format/amounts.ts';
import { dateOf, utcTime } from '../platform/utcText.ts';
import type { ChartColumns } from '../state/chartData.ts';

/** One line or row of bars. */
export interface ChartSeries {
  readonly name: string;
  /** Name of the colour's custom property. */
  readonly color: string;
  readonly kind: 'line' | 'bars';
  /** Of a row that is drawn over this one and is part of its figures: the legend leaves it out. */
  readonly without?: string;
  /** Tells lines apart where colours do not. */
  readonly isDashed?: boolean;
}

interface ChartProps {
  readonly title: string;
  /** The figure of the whole stretch of time, which says what the picture shows. */
  readonly headline: string;
  readonly unit: string;
  readonly range?: readonly [number, number];
  readonly isLogarithmic?: boolean;
  readonly columns: ChartColumns;
  readonly series: readonly ChartSeries[];
}

const HEIGHT = 132;

/** Figures over time. The legend under it has the figures of the moment under the pointer. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const names = props.series.map(({ name }) => name).join(' ');
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new UPlot(optionsOf(props, element), dataOf(props.columns), element);
    };
    draw();
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const watch = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    watch.observe(element);
    return () => {
      scheme.removeEventListener('change', draw);
      watch.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
    // New figures go into the chart that is there; only other lines need another chart.
  }, [names]);
  useEffect(() => {
    plot.current?.setData(dataOf(props.columns));
  }, [props.columns]);
  return (
    <figure class="chart" aria-label={`${props.title}: ${props.headline}`}>
      <figcaption>
        <span class="title">{props.title}</span>
        <span class="mono headline">{props.headline}</span>
      </figcaption>
      <div ref={place} class="plot" />
    </figure>
  );
}

function dataOf(columns: ChartColumns): UPlot.AlignedData {
  return columns as unknown as UPlot.AlignedData;
}

function optionsOf(props: ChartProps, element: HTMLElement): UPlot.Options {
  const colors = getComputedStyle(element);
  const colorOf = (name: string) => colors.getPropertyValue(name).trim();
  const axis = {
    stroke: colorOf('--faint'),
    grid: { stroke: colorOf('--grid'), width: 1 },
    ticks: { show: false },
    font: '11px ui-monospace, "JetBrains Mono", monospace',
  };
  const { range, isLogarithmic = false } = props;
  return {
    width: element.clientWidth,
    height: HEIGHT,
    // The last hour is as wide to the right of its line as to the left.
    padding: [8, 20, 0, 0],
    tzDate: (seconds) => UPlot.tzDate(dateOf(seconds * 1000), 'Etc/UTC'),
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true },
      y: {
        distr: isLogarithmic ? 3 : 1,
        ...(isLogarithmic ? {} : { range: rangeOf(range) }),
      },
    },
    axes: [
      { ...axis, size: 22, space: 60, values: (_plot, seconds) => seconds.map(hourText) },
      {
        ...axis,
        size: 46,
        space: 26,
        values: (_plot, values) => values.map(axisText),
        ...(isLogarithmic
          ? { filter: powersOfTen, grid: { ...axis.grid, filter: powersOfTen } }
          : {}),
      },
    ],
    series: [
      { label: 'UTC', value: (_plot, seconds) => (seconds === null ? ' ' : hourText(seconds)) },
      ...props.series.map((series) => seriesOf(series, colorOf, props)),
    ],
  };
}

/** On a logarithmic axis, what lies between two powers of ten is no line and no number. */
function powersOfTen(_plot: UPlot, values: readonly number[]): Array<number | null> {
  return values.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));
}

function rangeOf(fixed: readonly [number, number] | undefined): UPlot.Range.Function {
  return (_plot, least, most) => {
    if (fixed !== undefined) return [fixed[0], fixed[1] * 1.05];
    // A flat line still needs a height, and zero belongs to every one of these figures.
    const low = Math.min(0, least);
    const high = Math.max(most, low + 1);
    return [low < 0 ? low * 1.1 : 0, high * 1.15];
  };
}

function seriesOf(
  { name, color, kind, without, isDashed = false }: ChartSeries,
  colorOf: (name: string) => string,
  { unit, series: all }: Pick<ChartProps, 'unit' | 'series'>,
): UPlot.Series {
  const stroke = colorOf(color);
  const isBars = kind === 'bars';
  const { bars } = UPlot.paths;
  // Times are the first row.
  const other = all.findIndex((one) => one.name === without) + 1;
  return {
    label: name,
    stroke,
    width: isBars ? 0 : 1.75,
    dash: isDashed ? [5, 4] : [],
    spanGaps: true,
    points: { show: !isBars, size: 4, fill: stroke },
    value: (...asked) => {
      const [plot, value, , index] = asked;
      if (value === null || value === undefined) return ' ';
      const part = other === 0 || index === null ? 0 : (plot.data[other]?.[index] ?? 0);
      return `${numberText(value - part, 1)} ${unit}`.trim();
    },
    ...(isBars && bars !== undefined
      ? { fill: stroke, paths: bars({ size: [0.7, 24], radius: 0.15 }) }
      : {}),
  };
}

function hourText(seconds: number): string {
  return utcTime(seconds * 1000).slice(0, 5);
}

function axisText(value: number | null): string {
  if (value === null) return '';
  if (Math.abs(value) >= 10_000) return `${numberText(value / 1000, 0)}k`;
  return numberText(value, Math.abs(value) < 10 ? 1 : 0);
}
