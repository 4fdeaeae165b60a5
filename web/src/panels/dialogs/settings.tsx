import type { Habits } from '../../state/app-state.js';
import { useApp } from '../app-context.js';
import { Choices } from '../choices.js';
import { Dialog } from './dialog.js';

/** In the bar as well, where there is room for them. */
const switches = [
  { habit: 'trails', text: 'Trails' },
  { habit: 'labels', text: 'Labels' },
] as const;

/** How it is shown, on this device. */
export function Settings() {
  const { state, key, dialog } = useApp();
  const habits = state.habits.value;
  const choose = (part: Partial<Habits>) => (state.habits.value = { ...habits, ...part });
  return (
    <Dialog title="Settings">
      <Choices
        name="theme"
        legend="Theme"
        value={habits.theme}
        options={[
          { value: 'auto', text: 'As the system' },
          { value: 'light', text: 'Light' },
          { value: 'dark', text: 'Dark' },
          { value: 'night', text: 'Night, red' },
        ]}
        onChange={(theme) => choose({ theme })}
      />
      <Choices
        name="units"
        legend="Units"
        value={habits.units}
        options={[
          { value: 'metric', text: 'Metric (m, m/s)' },
          { value: 'imperial', text: 'Imperial (ft, mph)' },
          { value: 'nautical', text: 'Nautical (ft, kn)' },
        ]}
        onChange={(units) => choose({ units })}
      />
      <Choices
        name="coordinates"
        legend="Positions"
        value={habits.coordinates}
        options={[
          { value: 'latlon', text: 'Latitude and longitude' },
          { value: 'mgrs', text: 'MGRS' },
        ]}
        onChange={(coordinates) => choose({ coordinates })}
      />
      <Choices
        name="time"
        legend="Times"
        value={habits.time}
        options={[
          { value: 'local', text: 'Local' },
          { value: 'utc', text: 'UTC' },
        ]}
        onChange={(time) => choose({ time })}
      />
      <fieldset class="field">
        <legend>On the map</legend>
        <div class="choices">
          {switches.map(({ habit, text }) => (
            <label key={habit} class="check">
              <input
                type="checkbox"
                checked={habits[habit]}
                onChange={({ currentTarget }) => choose({ [habit]: currentTarget.checked })}
              />
              {text}
            </label>
          ))}
        </div>
      </fieldset>
      {key.key.value !== null && (
        <div class="details-actions">
          <button type="button" class="button" onClick={() => (dialog.value = 'key')}>
            Key…
          </button>
        </div>
      )}
    </Dialog>
  );
}
