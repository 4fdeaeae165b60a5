import { Fragment } from 'preact';
import { shortcuts } from '../shortcuts.js';
import { Dialog } from './dialog.js';

export function Help() {
  return (
    <Dialog title="Help">
      <section>
        <h3>Keys</h3>
        <dl class="shortcuts">
          {shortcuts.map(({ key, alias, text }) => (
            <Fragment key={key}>
              <dt>
                <kbd>{key === 'Escape' ? 'Esc' : key}</kbd>
                {alias !== undefined && (
                  <>
                    {' '}
                    <kbd>{alias}</kbd>
                  </>
                )}
              </dt>
              <dd>{text}</dd>
            </Fragment>
          ))}
        </dl>
        <p class="muted">
          In the list, arrows move the selection. On the map, arrows move it, and + and − zoom.
        </p>
      </section>
      <section>
        <h3>What you see</h3>
        <p>
          The list and the map show the same: what kits hear now in the part of the world that the map shows,
          as far as the search and the filters let it through. What was not heard for a while is faded, and
          its age says since when.
        </p>
        <p>
          The badge at the top says how current the picture is. When it is not green, what you see is as old
          as it says. Nothing has to be reloaded: it catches up by itself.
        </p>
        <p>
          The address of this page holds the view, the selection and the filters: send it to somebody, and
          they see the same.
        </p>
      </section>
      <section>
        <h3>What it is made of</h3>
        <p>
          Everything here comes from the public API: <a href="/graphql">GraphiQL</a> shows it and tries it
          out. The work of others in this page is under <a href="/licenses.txt">their licences</a>.
        </p>
      </section>
    </Dialog>
  );
}
