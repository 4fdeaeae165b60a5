import { expect, test } from 'vitest';
import { kitIdProblem, labelProblem, parseApiUrl } from './kit-rules.js';

test.each([
  ['http://192.168.1.100:8088', 'http://192.168.1.100:8088'],
  ['http://192.168.1.100:8088/', 'http://192.168.1.100:8088'],
  ['HTTP://Kit.Local:80', 'http://kit.local'],
  ['https://[fe80::1]:8443', 'https://[fe80::1]:8443'],
  ['http://2130706433:8088', 'http://127.0.0.1:8088'],
  ['http://10。0。0。1:8088', 'http://10.0.0.1:8088'],
])('S5: %s is stored as the address %s', (text, apiUrl) => {
  expect(parseApiUrl(text)).toEqual({ apiUrl });
});

test.each([
  ['', 'must be a URL'],
  ['192.168.1.100:8088', 'must be'],
  ['ftp://10.0.0.1', 'must begin with http'],
  ['file:///etc/passwd', 'must begin with http'],
  ['http://user:secret@10.0.0.1', 'user name or password'],
  ['http://user@127.0.0.1', 'user name or password'],
  ['http://10.0.0.1@127.0.0.1', 'user name or password'],
  ['http://10.0.0.1:80@127.0.0.1:5432', 'user name or password'],
  ['http://10.0.0.1%2F@127.0.0.1', 'user name or password'],
  ['http://:secret@10.0.0.1', 'user name or password'],
  ['http://10.0.0.1/drones', 'must end after the host'],
  ['http://10.0.0.1/?', 'must end after the host'],
  ['http://10.0.0.1/#', 'must end after the host'],
  ['http://10.0.0.1\r\nX: y', 'control characters'],
  ['http://10.0.0.1\n', 'control characters'],
  ['http://10.0\t.0.1', 'control characters'],
  ['http://10.0.0.1\0.example.org', 'control characters'],
  ['http://10.0.0.1/%0d%0aHost:%20x', 'must end after the host'],
  ['http://10.0.0.1\\@127.0.0.1', 'must end after the host'],
  ['http://10.0.0.1#@127.0.0.1', 'must end after the host'],
  ['http://10.0.0.1?@127.0.0.1', 'must end after the host'],
  ['gopher://10.0.0.1:5432/_x', 'must begin with http'],
  ['javascript:alert(1)', 'must begin with http'],
  ['http://', 'must be a URL'],
  ['http://10.0.0.1:65536', 'must be a URL'],
  ['http://256.256.256.256', 'must be a URL'],
  ['http://[::1', 'must be a URL'],
  ['http://a%00b', 'must be a URL'],
  [' http://10.0.0.1', 'spaces'],
  [`http://${'a'.repeat(5_000)}.example.org`, 'at most 2048'],
  [`http://10.0.0.1/${'a'.repeat(2_050)}`, 'at most 2048'],
])('S5: %j is no address of a kit', (text, problem) => {
  expect(parseApiUrl(text)).toEqual({ problem: expect.stringContaining(problem) as string });
});

test.each(['kit-001', 'wardragon-SIM00000', '7', 'a.b_c:d', 'x'.repeat(64)])('%s is an id', (kitId) => {
  expect(kitIdProblem(kitId)).toBeNull();
});

test.each(['', '-kit', 'kit 1', 'kit/1', 'kit\n', 'é', 'x'.repeat(65)])('%j is no id', (kitId) => {
  expect(kitIdProblem(kitId)).not.toBeNull();
});

test('names are short and printable', () => {
  expect(labelProblem('Mobile Unit Älpha 🚁')).toBeNull();
  expect(labelProblem('  ')).not.toBeNull();
  expect(labelProblem('a\0b')).not.toBeNull();
  expect(labelProblem('x'.repeat(129))).not.toBeNull();
});
