import { expect, test } from 'vitest';
import { KitsFileError, readKitsFile } from './kits-file.js';

const defaults = { pollIntervalMs: 5_000, statusPollIntervalMs: 30_000 };
const read = (text: string) => readKitsFile('kits.yaml', text, defaults);
function problemsOf(text: string): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof KitsFileError) return error.problems;
  }
  return [];
}

test('kits have an id; the rest has defaults', () => {
  const text = `
kits:
  - id: kit-001
    name: "Mobile Unit Alpha"
    api_url: "http://192.168.1.100:8088/"
    location: Field Operations
    enabled: false
    poll_interval: 2.5
    status_poll_interval: 60
  - id: 7
    api_url: http://10.0.0.50:8088
`;
  expect(read(text)).toEqual([
    {
      kitId: 'kit-001',
      name: 'Mobile Unit Alpha',
      apiUrl: 'http://192.168.1.100:8088',
      location: 'Field Operations',
      enabled: false,
      pollIntervalMs: 2_500,
      statusPollIntervalMs: 60_000,
    },
    {
      kitId: '7',
      name: '7',
      apiUrl: 'http://10.0.0.50:8088',
      location: null,
      enabled: true,
      pollIntervalMs: null,
      statusPollIntervalMs: null,
    },
  ]);
});

test('a kit without an address pushes', () => {
  expect(read('kits:\n  - id: kit-001\n  - id: kit-002\n    api_url:\n')).toMatchObject([
    { kitId: 'kit-001', apiUrl: null, enabled: true },
    { kitId: 'kit-002', apiUrl: null, enabled: true },
  ]);
});

test.each(['', '# nothing yet\n', 'kits:\n', 'kits: []\n'])('%j has no kits', (text) => {
  expect(read(text)).toEqual([]);
});

test('every problem is told at once, with its line and key', () => {
  const text = `
kits:
  - id: kit-001
    api_url: ftp://10.0.0.1
    pol_interval: 5
  - id: "bad id"
    enabled: perhaps
  - id: kit-001
    api_url: http://10.0.0.2:8088
    poll_interval: 1
  - id: kit-001
    api_url: http://10.0.0.2:8088
kit: []
`;
  expect(problemsOf(text)).toEqual([
    'kits.yaml:13: kit: unknown key; known are kits',
    expect.stringMatching(/^kits\.yaml:5: pol_interval: unknown key; known are id, name/),
    'kits.yaml:4: api_url: must begin with http:// or https://',
    expect.stringMatching(/^kits\.yaml:6: id: must be 1 to 64 letters/),
    'kits.yaml:7: enabled: must be true or false',
    expect.stringMatching(/^kits\.yaml:10: poll_interval: 2 × 60\/1 \+ 60\/30 = 122\.0 requests a minute/),
    'kits.yaml:8: id: "kit-001" is used by an earlier kit',
    'kits.yaml:11: id: "kit-001" is used by an earlier kit',
    'kits.yaml:11: api_url: "http://10.0.0.2:8088" is used by an earlier kit',
  ]);
});

test.each([
  ['kits:\n  - id: a\n   api_url: x\n', /^kits\.yaml:3: /],
  ['kits:\n  - id: a\n    id: b\n', /^kits\.yaml:3: .*unique/],
  ['- id: a\n', /^kits\.yaml:1: must be a list of kits under the key kits/],
  ['kits: none\n', /^kits\.yaml:1: kits: must be a list/],
  ['kits:\n  - kit-001\n', /^kits\.yaml:2: kits: each must have an id/],
  ['kits:\n  - id: {a: b}\n    api_url: http://h\n', /^kits\.yaml:2: id: must be text/],
])('%j is refused', (text, problem) => {
  expect(problemsOf(text)[0]).toMatch(problem);
});
