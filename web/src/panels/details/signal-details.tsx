import { formatPlace } from '../../format/coordinates.js';
import { formatShare } from '../../format/numbers.js';
import { formatDbm, formatMhz } from '../../format/radio.js';
import { formatInstant } from '../../format/time.js';
import { palettes } from '../../map/palette.js';
import { ShapeIcon } from '../../map/symbols/shape-icon.js';
import { Age } from '../age.js';
import { useApp } from '../app-context.js';
import { DetailsFrame } from './details-frame.js';
import { Facts } from './facts.js';

export function SignalDetails({ id }: { readonly id: string }) {
  const { state, theme } = useApp();
  const { coordinates, time } = state.habits.value;
  const heard = state.signals.value.find((signal) => signal.id === id);
  if (heard === undefined) {
    return (
      <DetailsFrame symbol={null} title="Signal" subtitle="Not in the picture">
        <p class="muted">It was heard too long ago to be listed here.</p>
      </DetailsFrame>
    );
  }
  const { lat, lon } = heard;
  const text = (value: string | null) => (value === null ? null : <bdi>{value}</bdi>);
  return (
    <DetailsFrame
      symbol={<ShapeIcon name="signal" colour={palettes[theme.value].signal} size={28} />}
      title={formatMhz(heard.frequencyMhz)}
      subtitle={
        <>
          Signal, heard <Age at={heard.time} /> ago
        </>
      }
    >
      <Facts
        facts={[
          ['Type', text(heard.signalType)],
          ['Confirmed by', text(heard.detectionType)],
          ['Power', heard.powerDbm === null ? null : formatDbm(heard.powerDbm)],
          ['Strongest', heard.strongestDbm === null ? null : formatDbm(heard.strongestDbm)],
          ['Bandwidth', heard.bandwidthMhz === null ? null : formatMhz(heard.bandwidthMhz)],
          ['PAL', heard.palConfidence === null ? null : formatShare(heard.palConfidence)],
          ['NTSC', heard.ntscConfidence === null ? null : formatShare(heard.ntscConfidence)],
          ['Source', text(heard.source)],
          ['First heard', formatInstant(Date.parse(heard.firstTime), time)],
          ['Last heard', formatInstant(Date.parse(heard.time), time)],
          ['Reports', String(heard.reportCount)],
          [
            'Heard by',
            <button
              type="button"
              class="button"
              onClick={() => (state.selection.value = { kind: 'kit', kitId: heard.kitId })}
            >
              <bdi>{state.kits.value.get(heard.kitId)?.name ?? heard.kitId}</bdi>
            </button>,
          ],
          ['Heard at', lat === null || lon === null ? null : formatPlace({ lat, lon }, coordinates)],
        ]}
      />
      <p class="small muted">
        Where the signal comes from is not known; the map shows it beside the kit that heard it.
      </p>
    </DetailsFrame>
  );
}
