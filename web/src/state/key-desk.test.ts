import { expect, test, vi } from 'vitest';
import { createKeyDesk } from './key-desk.js';
import { createTextStore } from './storage.js';

const noStorage = () => {
  throw new Error('SecurityError');
};

function aDesk(answer: object = {}) {
  const fetch = vi.fn(() => Promise.resolve(Response.json(answer)));
  const store = createTextStore(noStorage);
  return { desk: createKeyDesk({ url: 'http://airpicture.test/graphql', store, fetch }), fetch, store };
}

test('there is no key at first', () => {
  const { desk } = aDesk();
  expect(desk.get()).toBeNull();
  expect(desk.authorization()).toBeNull();
});

test('a key that is used is kept where GraphiQL keeps it, until it is forgotten', () => {
  const { desk, store } = aDesk();
  desk.use('air_1');
  expect(desk.authorization()).toBe('Bearer air_1');
  expect(store.read('airpicture-key')).toBe('air_1');
  desk.forget();
  expect(desk.get()).toBeNull();
  expect(store.read('airpicture-key')).toBeNull();
});

test('says whose key it is before it is used', async () => {
  const viewer = { name: 'Ada', role: 'OPERATOR', scopes: [] };
  const { desk, fetch } = aDesk({ data: { viewer } });
  await expect(desk.check('air_1')).resolves.toEqual(viewer);
  expect(fetch).toHaveBeenCalledWith(
    'http://airpicture.test/graphql',
    expect.objectContaining({
      headers: expect.objectContaining({ authorization: 'Bearer air_1' }) as object,
    }),
  );
  expect(desk.get()).toBeNull();
});

test('what cannot be in a header is not sent', async () => {
  const { desk, fetch } = aDesk();
  await expect(desk.check('air 1\r\nx: y')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(fetch).not.toHaveBeenCalled();
});
