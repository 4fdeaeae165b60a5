import { formatDbm, formatMhz } from '../../format/radio.js';
import type { HeardSignal } from '../../state/app-state.js';
import { Age } from '../age.js';
import type { Column } from './listing.js';
import { TwoLines } from './two-lines.js';

export function signalColumns(kitName: (kitId: string) => string): readonly Column<HeardSignal>[] {
  return [
    {
      id: 'frequency',
      title: 'Frequency',
      sortValue: ({ frequencyMhz }) => frequencyMhz,
      cell: ({ frequencyMhz, signalType, detectionType }) => (
        <TwoLines
          main={formatMhz(frequencyMhz)}
          sub={signalType ?? detectionType ?? 'of unknown type'}
          nameIs="main"
        />
      ),
    },
    {
      id: 'kit',
      title: 'Kit',
      width: '6.5rem',
      sortValue: ({ kitId }) => kitName(kitId),
      cell: ({ kitId }) => <bdi title={kitName(kitId)}>{kitName(kitId)}</bdi>,
    },
    {
      id: 'power',
      title: 'Power',
      width: '5.5rem',
      isNumber: true,
      sortValue: ({ powerDbm }) => powerDbm,
      cell: ({ powerDbm }) => formatDbm(powerDbm),
    },
    {
      id: 'reports',
      title: 'Reports',
      width: '4.25rem',
      isNumber: true,
      isSpare: true,
      sortValue: ({ reportCount }) => reportCount,
      cell: ({ reportCount }) => reportCount,
    },
    {
      id: 'age',
      title: 'Age',
      width: '3.75rem',
      isNumber: true,
      sortValue: ({ time }) => -Date.parse(time),
      cell: ({ time }) => <Age at={time} />,
    },
  ];
}
