import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import type { ProfilePlot } from './profile-plot.js';
import { alignSeries, extentOf, type Series } from './profile-series.js';

interface ProfileChartProps {
  readonly title: string;
  readonly unit: string;
  /** At least one value is known. */
  readonly series: readonly Series[];
}

/** Longer than any pause between two reports of something that is still heard. */
const GAP_MS = 2 * 60_000;
/** Told apart without colour as well. */
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
const colourNames = ['--series-1', '--series-2', '--series-3', '--series-4'] as const;

const dashOf = (i: number) => dashes[i % dashes.length]!;
const colourOf = (i: number) => colourNames[i % colourNames.length]!;

/** A value over time. Its text alternative says between what it moved. */
export function ProfileChart({ title, unit, series }: ProfileChartProps) {
  const { state, theme } = useApp();
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<ProfilePlot | null>(null);
  const { time } = state.habits.value;
  const data = useMemo(() => alignSeries(series, GAP_MS), [series]);
  const newest = useRef(data);
  newest.current = data;
  /** The data that could not be drawn, as the server was away when the means to were asked for. */
  const [undrawn, setUndrawn] = useState<typeof data | null>(null);
  const mayDraw = undrawn !== data;
  const labels = series.map(({ label }) => label);
  const { min, max } = extentOf(series) ?? { min: 0, max: 0 };

  // Made anew when something changes that is fixed at its creation: the series, the colours, the time zone.
  useEffect(() => {
    if (!mayDraw) return undefined;
    let isGone = false;
    import('./profile-plot.js').then(
      ({ drawProfile }) => {
        if (isGone || element.current === null) return;
        const lines = labels.map((label, i) => ({ label, colour: colourOf(i), dash: dashOf(i) }));
        plot.current = drawProfile(element.current, lines, newest.current, time);
      },
      // Newer data come when the server is back; then it is asked again.
      () => setUndrawn(newest.current),
    );
    return () => {
      isGone = true;
      plot.current?.remove();
      plot.current = null;
    };
  }, [labels.join('\n'), theme.value, time, mayDraw]);

  useEffect(() => plot.current?.show(data), [data]);

  return (
    <figure class="chart">
      <figcaption class="small muted">
        {title} ({unit})
      </figcaption>
      <div
        ref={element}
        class="chart-plot"
        role="img"
        aria-label={`${title} from ${Math.round(min)} to ${Math.round(max)} ${unit}`}
      />
      {series.length > 1 && <ChartKey series={series} />}
    </figure>
  );
}

function ChartKey({ series }: { readonly series: readonly Series[] }) {
  return (
    <div class="chart-key">
      {series.map(({ label }, i) => (
        <span key={label}>
          <svg viewBox="0 0 20 8" aria-hidden="true">
            <line
              x1="0"
              y1="4"
              x2="20"
              y2="4"
              stroke={`var(${colourOf(i)})`}
              stroke-width="2"
              stroke-dasharray={dashOf(i).join(' ')}
            />
          </svg>
          <bdi>{label}</bdi>
        </span>
      ))}
    </div>
  );
}
