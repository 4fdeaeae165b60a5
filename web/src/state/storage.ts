/** Texts that a browser keeps. Where it keeps nothing, as in some private windows, everything works until the page is closed. */
export interface TextStore {
  read(name: string): string | null;
  write(name: string, text: string | null): void;
}

/** @param open may throw, as even looking at a storage does where it is forbidden */
export function createTextStore(open: () => Storage): TextStore {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(open());
    } catch {
      return undefined;
    }
  };
  return {
    read: (name) => memory.get(name) ?? attempt((storage) => storage.getItem(name)) ?? null,
    write(name, text) {
      if (text === null) memory.delete(name);
      else memory.set(name, text);
      attempt((storage) => (text === null ? storage.removeItem(name) : storage.setItem(name, text)));
    },
  };
}
