import registry from "./registries/languages.json" with { type: "json" };

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const languages = words(registry.language);
const scripts = words(registry.script);
const regions = words(registry.region);
const grandfathered = words(registry.grandfathered);
const extlangs: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(registry.extlang));
const variants: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(registry.variant));

// The extensions IANA has registered: transformed content and Unicode locales.
const EXTENSIONS = new Set(["t", "u"]);

export interface LanguageTag {
  /** Why the tag is not valid in the sense of RFC 5646, section 2.2.9. */
  readonly problem?: string;
  /** The first subtag that is set aside for private use. */
  readonly privateUse?: string;
}

/** Holds a language tag against BCP 47 and IANA's registry of subtags. Capitals make no difference. */
export function checkLanguageTag(tag: string): LanguageTag {
  const text = tag.toLowerCase();
  if (grandfathered.has(text)) return {};
  const subtags = text.split("-");
  if (subtags.some((subtag) => !/^[a-z0-9]{1,8}$/.test(subtag))) return { problem: `"${tag}" is no language tag` };
  if (subtags[0] === "x") return subtags.length > 1 ? { privateUse: text } : { problem: `"${tag}" has nothing behind its x` };
  return checkSubtags(subtags);
}

function checkSubtags(subtags: readonly string[]): LanguageTag {
  const [language = ""] = subtags;
  let privateUse = /^q[a-t][a-z]$/.test(language) ? language : undefined;
  if (privateUse === undefined && !languages.has(language)) return { problem: `"${language}" is no registered language` };
  let place = 1;
  const next = (pattern: RegExp): string | undefined => (pattern.test(subtags[place] ?? "") ? subtags[place++] : undefined);

  const extlang = next(/^[a-z]{3}$/);
  if (extlang !== undefined && !extlangs.get(extlang)?.includes(language)) return { problem: `"${extlang}" is no registered extension of "${language}"` };
  const script = next(/^[a-z]{4}$/);
  if (script !== undefined && /^qa(?:a[a-z]|b[a-x])$/.test(script)) privateUse ??= script;
  else if (script !== undefined && !scripts.has(script)) return { problem: `"${script}" is no registered script` };
  const region = next(/^(?:[a-z]{2}|\d{3})$/);
  if (region !== undefined && /^(?:aa|q[m-z]|x[a-z]|zz)$/.test(region)) privateUse ??= region;
  else if (region !== undefined && !regions.has(region)) return { problem: `"${region}" is no registered region` };

  const seen = new Set<string>();
  for (let variant = next(VARIANT); variant !== undefined; variant = next(VARIANT)) {
    if (!variants.has(variant)) return { problem: `"${variant}" is no registered variant` };
    if (seen.has(variant)) return { problem: `the variant "${variant}" stands twice` };
    seen.add(variant);
  }
  for (let singleton = next(SINGLETON); singleton !== undefined; singleton = next(SINGLETON)) {
    if (!EXTENSIONS.has(singleton) || seen.has(singleton)) return { problem: `the extension "${singleton}" is not registered, or stands twice` };
    seen.add(singleton);
    if (next(EXTENSION_PART) === undefined) return { problem: `the extension "${singleton}" is empty` };
    while (next(EXTENSION_PART) !== undefined);
  }
  if (subtags[place] === "x" && place + 1 < subtags.length) return { privateUse: privateUse ?? subtags.slice(place).join("-") };
  if (place < subtags.length) return { problem: `"${subtags[place]}" does not stand at a place where a subtag of its kind may` };
  return privateUse === undefined ? {} : { privateUse };
}

const VARIANT = /^(?:[a-z0-9]{5,8}|\d[a-z0-9]{3})$/;
const SINGLETON = /^[a-wy-z0-9]$/;
const EXTENSION_PART = /^[a-z0-9]{2,8}$/;
