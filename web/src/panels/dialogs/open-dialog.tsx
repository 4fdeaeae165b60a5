import { useApp } from '../app-context.js';
import { KitManager } from '../kits/kit-manager.js';
import { Help } from './help.js';
import { KeyDialog } from './key-dialog.js';
import { Settings } from './settings.js';

/** The dialog that is open, if any. */
export function OpenDialog() {
  switch (useApp().dialog.value) {
    case 'help':
      return <Help />;
    case 'settings':
      return <Settings />;
    case 'kits':
      return <KitManager />;
    case 'key':
      return <KeyDialog />;
    case null:
      return null;
  }
}
