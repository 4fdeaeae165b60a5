import { formatShare } from '../../format/numbers.js';
import type { Kit } from '../../state/app-state.js';
import { Age } from '../age.js';
import { kitStatusText } from '../kits/kit-states.js';
import { StateMark } from '../state-mark.js';
import type { Column } from './listing.js';
import { TwoLines } from './two-lines.js';

export const kitColumns: readonly Column<Kit>[] = [
  {
    id: 'name',
    title: 'Name',
    sortValue: ({ name }) => name,
    cell: ({ name, kitId }) => <TwoLines main={name} sub={kitId} nameIs="main" />,
  },
  {
    id: 'status',
    title: 'Status',
    width: '7rem',
    sortValue: (kit) => kitStatusText(kit).text,
    cell: (kit) => {
      const { text, level } = kitStatusText(kit);
      return <StateMark level={level}>{text}</StateMark>;
    },
  },
  {
    id: 'success',
    title: 'Success',
    width: '5.25rem',
    isNumber: true,
    sortValue: ({ collector }) => collector?.successRate ?? null,
    cell: ({ collector }) => formatShare(collector?.successRate ?? null),
  },
  {
    id: 'seen',
    title: 'Seen',
    width: '4.25rem',
    isNumber: true,
    sortValue: ({ lastSeen }) => (lastSeen === null ? null : -Date.parse(lastSeen)),
    cell: ({ lastSeen }) => <Age at={lastSeen} />,
  },
];
