import { useMemo, useRef } from 'preact/hooks';
import { KitSettingsDocument, ViewerDocument } from '../../../../operations/generated/graphql.js';
import { useApp } from '../app-context.js';
import { Dialog } from '../dialogs/dialog.js';
import { useAnswer } from '../use-answer.js';
import { createKitActions, type KitActions } from './kit-actions.js';
import { KitForm } from './kit-form.js';
import { emptyKitForm, kitFormOf } from './kit-form-values.js';
import { KitList } from './kit-list.js';

const titles = { list: 'Kits', add: 'Add a kit', edit: 'Edit kit' } as const;

/** All kits and what can be done to them. */
export function KitManager() {
  const { graphql, kitTask, dialog } = useApp();
  const actions = useMemo(() => createKitActions(graphql), [graphql]);
  const viewer = useAnswer('viewer', (signal) => graphql.request(ViewerDocument, {}, { signal }));
  const task = kitTask.value;
  /** What was asked for from elsewhere is done when it is done; what was begun in the list leads back to it. */
  const openedFor = useRef(task.task).current;
  const done = () => {
    if (openedFor === 'list') kitTask.value = { task: 'list' };
    else dialog.value = null;
  };
  /** What the list was left for last. */
  const left = useRef(task);
  if (task.task !== 'list') left.current = task;

  const scopes = viewer.value?.viewer.scopes ?? null;
  const mayChange = scopes?.includes('OPERATE') === true;
  if (task.task === 'list' || (scopes !== null && !mayChange)) {
    const whyNot =
      viewer.problem ??
      (scopes === null ? 'One moment…' : 'With your key you may see kits, not change them.');
    return (
      <Dialog title={titles.list} isWide>
        <KitList
          actions={actions}
          whyNot={mayChange ? null : whyNot}
          mayDeleteHistory={scopes?.includes('ADMIN') === true}
          left={left.current}
        />
      </Dialog>
    );
  }
  return (
    <Dialog title={titles[task.task]} onDismiss={done}>
      {task.task === 'add' ? (
        <KitForm
          initial={emptyKitForm}
          isNew
          save={(values) => actions.add(values)}
          onSaved={done}
          onCancel={done}
        />
      ) : (
        <KitEditor key={task.kitId} kitId={task.kitId} actions={actions} onDone={done} />
      )}
    </Dialog>
  );
}

interface KitEditorProps {
  readonly kitId: string;
  readonly actions: KitActions;
  readonly onDone: () => void;
}

function KitEditor({ kitId, actions, onDone }: KitEditorProps) {
  const { graphql } = useApp();
  const answer = useAnswer(kitId, (signal) => graphql.request(KitSettingsDocument, { kitId }, { signal }));
  const kit = answer.value?.kit;
  if (kit == null)
    return (
      <p role="status">
        {answer.problem ?? (answer.value === null ? 'One moment…' : 'This kit is not registered any more.')}
      </p>
    );
  return (
    <KitForm
      initial={kitFormOf(kit)}
      isNew={false}
      save={(values) => actions.change(kitId, values)}
      onSaved={onDone}
      onCancel={onDone}
    />
  );
}
