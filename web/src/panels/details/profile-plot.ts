import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatClock, formatDay, type TimeZoneChoice } from '../../format/time.js';
import type { AlignedSeries } from './profile-series.js';

const HEIGHT_PX = 128;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
/** Between two times on the axis, seconds. Close enough to each other that there are always several of them. */
const STEPS_S = [
  ...[1, 2, 5, 10, 15, 20, 30],
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE_S),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_S),
  ...[1, 2, 7].map((days) => days * DAY_S),
];

export interface ProfileLine {
  readonly label: string;
  /** Name of a custom property of the style sheet. */
  readonly colour: string;
  readonly dash: readonly number[];
}

export interface ProfilePlot {
  show(data: AlignedSeries): void;
  remove(): void;
}

/** Draws lines over time into `element`, as wide as that is. It is a part of its own because only details need it. */
export function drawProfile(
  element: HTMLElement,
  lines: readonly ProfileLine[],
  first: AlignedSeries,
  time: TimeZoneChoice,
): ProfilePlot {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `13px ${styles.getPropertyValue('--font')}`,
  };
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, sync: { key: 'profiles' } },
      // At the right for half a time, at the end of the axis.
      padding: [8, 28, 0, 0],
      ...(time === 'utc'
        ? { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') }
        : {}),
      axes: [
        { ...axis, size: 28, space: 64, incrs: STEPS_S, values: timeLabels(time) },
        { ...axis, size: 52 },
      ],
      scales: { y: { range: (_, min, max) => padded(min, max) } },
      series: [
        {},
        ...lines.map(({ label, colour: name, dash }) => ({
          label,
          stroke: colour(name),
          width: 1.5,
          dash: [...dash],
          points: { show: first.timesS.length === 1 },
        })),
      ],
    },
    dataOf(first),
    element,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
  observer.observe(element);
  return {
    show: (next) => plot.setData(dataOf(next)),
    remove() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

const dataOf = ({ timesS, columns }: AlignedSeries): uPlot.AlignedData => [timesS, ...columns];

/** A level flight is a line in the middle, not the noise of its last centimetres. */
function padded(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const room = Math.max((max - min) * 0.1, 2);
  return [min - room, max + room];
}

/** As fine as the axis is short: days, minutes, or seconds. */
const timeLabels = (zone: TimeZoneChoice) => (_: uPlot, splits: number[]) => {
  const rangeS = (splits.at(-1) ?? 0) - (splits[0] ?? 0);
  const length = rangeS < 600 ? 8 : 5;
  return splits.map((seconds) =>
    rangeS > 86_400
      ? formatDay(seconds * 1000, zone).slice(5)
      : formatClock(seconds * 1000, zone).slice(0, length),
  );
};
