import type {
  KitCredentialsInput,
  KitSettingsQuery,
  RegisterKitInput,
  UpdateKitInput,
} from '../../../../operations/generated/graphql.js';

export type KitSettings = NonNullable<KitSettingsQuery['kit']>;

/** `keep`: as they are stored, which nobody can read. */
export type CredentialsChoice = 'none' | 'keep' | 'bearer' | 'basic';

/** What stands in the fields: text, as it was typed. */
export interface KitFormValues {
  readonly apiUrl: string;
  readonly kitId: string;
  readonly name: string;
  readonly location: string;
  readonly pollIntervalS: string;
  readonly statusPollIntervalS: string;
  readonly credentials: CredentialsChoice;
  readonly bearer: string;
  readonly username: string;
  readonly password: string;
}

export type KitField = keyof KitFormValues;

export const kitFields: readonly KitField[] = [
  'apiUrl',
  'kitId',
  'name',
  'location',
  'pollIntervalS',
  'statusPollIntervalS',
  'credentials',
  'bearer',
  'username',
  'password',
];

export const emptyKitForm: KitFormValues = {
  apiUrl: '',
  kitId: '',
  name: '',
  location: '',
  pollIntervalS: '',
  statusPollIntervalS: '',
  credentials: 'none',
  bearer: '',
  username: '',
  password: '',
};

export function kitFormOf(kit: KitSettings): KitFormValues {
  return {
    ...emptyKitForm,
    apiUrl: kit.apiUrl ?? '',
    kitId: kit.kitId,
    // A kit without a name is shown by its id; that is not something to store as its name.
    name: kit.name === kit.kitId ? '' : kit.name,
    location: kit.location ?? '',
    pollIntervalS: kit.pollIntervalS === null ? '' : String(kit.pollIntervalS),
    statusPollIntervalS: kit.statusPollIntervalS === null ? '' : String(kit.statusPollIntervalS),
    credentials: kit.hasCredentials ? 'keep' : 'none',
  };
}

export function registerInputOf(values: KitFormValues): RegisterKitInput {
  const kitId = textOrNull(values.kitId);
  const credentials = credentialsOf(values);
  return {
    apiUrl: textOrNull(values.apiUrl),
    ...(kitId === null ? {} : { kitId }),
    name: textOrNull(values.name),
    location: textOrNull(values.location),
    pollIntervalS: secondsOrNull(values.pollIntervalS),
    statusPollIntervalS: secondsOrNull(values.statusPollIntervalS),
    ...(credentials === null ? {} : { credentials }),
  };
}

export function updateInputOf(values: KitFormValues): UpdateKitInput {
  const { kitId: _fixed, ...input } = registerInputOf(values);
  // Absent leaves them as they are, null ends them.
  if (values.credentials === 'none') return { ...input, credentials: null };
  return input;
}

/** What a probe of this address would have to show. */
export function credentialsOf({
  credentials,
  bearer,
  username,
  password,
}: KitFormValues): KitCredentialsInput | null {
  switch (credentials) {
    case 'none':
    case 'keep':
      return null;
    case 'bearer':
      return { bearer };
    case 'basic':
      return { username, password };
  }
}

function textOrNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** What cannot even be sent; whatever can, the server judges. */
export function slipsOf(values: KitFormValues): Readonly<Partial<Record<KitField, string>>> {
  const intervals = ['pollIntervalS', 'statusPollIntervalS'] as const;
  const wrong = intervals.filter((name) => !Number.isFinite(secondsOrNull(values[name]) ?? 0));
  return Object.fromEntries(wrong.map((name) => [name, 'must be a number of seconds']));
}

/** In half of the world a half is written 0,5. */
function secondsOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text.replace(',', '.'));
}
