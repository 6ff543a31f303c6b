/** Texts of one language by key; `{name}` is replaced by a parameter. Each room brings its own file. */
export type MessageFile = Readonly<Record<string, string>>;

export interface Messages {
  /** The text of `key` with its parameters filled in; an unknown key or parameter is a bug and throws. */
  text(key: string, params?: Readonly<Record<string, string | number>>): string;
}

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;

/** Joins the rooms' message files; two files may not define one key. */
export function createMessages(files: readonly MessageFile[]): Messages {
  const texts = new Map<string, string>();
  for (const file of files) {
    for (const [key, text] of Object.entries(file)) {
      if (texts.has(key)) throw new Error(`Message ${key} is defined twice`);
      texts.set(key, text);
    }
  }
  return {
    text: (key, params = {}) => {
      const template = texts.get(key);
      if (template === undefined) throw new Error(`No message ${key}`);
      return template.replace(PLACEHOLDER, (_whole, name: string) => {
        const value = params[name];
        if (value === undefined) throw new Error(`Message ${key} needs the parameter ${name}`);
        return String(value);
      });
    },
  };
}
