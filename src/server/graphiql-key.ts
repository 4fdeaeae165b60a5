import { graphqlPath } from './graphql.js';

/** The field for the key, above GraphiQL. */
export const keyForm = `<form id="key" aria-label="Access">
  <label for="key-text">API key or token</label>
  <input id="key-text" type="password" autocomplete="off" spellcheck="false" required>
  <button id="key-use">Use</button>
  <button id="key-forget" type="button" hidden>Forget</button>
  <p id="key-note" role="status"></p>
</form>`;

export const keyStyle = `<style>
  body { display: flex; flex-direction: column; height: 100vh; margin: 0; }
  #root { flex: 1; min-height: 0; }
  #key { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .8rem; padding: .5rem 1rem;
    font: 1rem/1.5 system-ui, sans-serif; color: #1f2937; background: #f3f4f6; border-bottom: 1px solid #9ca3af; }
  #key [hidden] { display: none; }
  #key p { flex: 1 1 20rem; margin: 0; }
  #key input { flex: 0 1 24rem; }
  #key input, #key button { font: inherit; color: inherit; background: #fff; border: 1px solid #6b7280; border-radius: .25rem; padding: .1rem .6rem; }
  #key :focus-visible { outline: 2px solid #1d4ed8; outline-offset: 1px; }
</style>`;

/**
 * Defines `withKey(render, options)`, which renders GraphiQL once there is a key that the server takes. The key is kept
 * in `sessionStorage`: for this tab, until it is closed. It is sent in the headers and, as browsers send none with a
 * WebSocket, in its first message.
 */
export const keyScript = `<script>
function withKey(render, options) {
  const kept = 'airpicture-key';
  const part = (name) => document.getElementById('key' + name);
  const say = (text) => { part('-note').textContent = text; };
  const ask = (query, key) => fetch(${JSON.stringify(graphqlPath)}, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });

  /** Who has the key, or what to say to them: isWrong, when no later try will help. */
  async function look(key) {
    if (!/^[!-~]+$/.test(key)) return { problem: 'That is no key: keys have no spaces.', isWrong: true };
    const answer = await ask('{ viewer { name role } }', key).catch(() => null);
    if (answer === null) return { problem: 'The server cannot be reached. Try again.' };
    const body = await answer.json().catch(() => ({}));
    const { viewer } = body.data ?? {};
    if (viewer) return { viewer };
    const message = body.errors?.[0]?.message ?? 'The server answers with status ' + answer.status + '.';
    return { problem: message, isWrong: answer.status === 401 };
  }

  async function open(key) {
    const { viewer, problem, isWrong } = await look(key);
    if (!viewer) {
      if (isWrong) sessionStorage.removeItem(kept);
      say(problem);
      part('-text').focus();
      return;
    }
    sessionStorage.setItem(kept, key);
    for (const name of ['-text', '-use']) part(name).hidden = true;
    document.querySelector('label[for=key-text]').hidden = true;
    part('-forget').hidden = false;
    const who = 'You are ' + viewer.name + ' (' + viewer.role + ').';
    say(who + ' The key is kept until this tab is closed.');
    const authorization = 'Bearer ' + key;
    render({ ...options, additionalHeaders: { authorization }, connectionParams: { authorization } });
    const schema = await ask('{ __schema { queryType { name } } }', key).then((it) => it.json()).catch(() => ({}));
    if (schema.errors) say(who + ' This key may not read the schema: nothing is documented or completed, and what you write runs all the same.');
  }

  part('').addEventListener('submit', (event) => {
    event.preventDefault();
    open(part('-text').value.trim());
  });
  part('-forget').addEventListener('click', () => {
    sessionStorage.removeItem(kept);
    location.reload();
  });
  const key = sessionStorage.getItem(kept);
  if (key === null) {
    say('This server asks for a key. It is kept until this tab is closed.');
    part('-text').focus();
  } else open(key);
}
</script>`;
