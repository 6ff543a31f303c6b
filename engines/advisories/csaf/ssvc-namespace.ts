// The base namespaces SSVC has registered. `example` and `test` are registered for documents like their names say; `invalid`
// is reserved so that nobody can use it.
const REGISTERED = new Set(["ssvc", "cvss", "cisa", "basic", "nist", "aivss", "owasp", "example", "test"]);

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const FRAGMENT = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
const REGISTERED_FORM = /^[a-z][a-z0-9]+(?:[.-][a-z0-9]+)*$/;
// Of a language tag only the form is asked for, as SSVC's schema has it: no part can be read in two ways, so nothing backtracks.
const LANGUAGE = "(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*";
const LANGUAGE_FORM = new RegExp(`^(?:${LANGUAGE}(?:-x(?:-[a-z0-9]{2,8})+)?|x(?:-[a-z0-9]{2,8})+|i-default|i-mingo)$`, "i");

export interface Namespace {
  /** Without extensions and fragment. */
  readonly base: string;
  readonly isRegistered: boolean;
  readonly hasExtension: boolean;
}

export function readNamespace(text: string): Namespace {
  const [head = "", ...extensions] = text.split("/");
  const [base = ""] = head.split("#");
  return { base, isRegistered: REGISTERED.has(base), hasExtension: extensions.some((extension) => extension !== "") };
}

/** The form of an SSVC namespace: a base, then segments behind slashes, of which the first is a language or empty (the schema allows it to be the only one). */
export function isNamespace(text: string): boolean {
  if (text.length < 3 || text.length > 1000) return false;
  const [base = "", ...segments] = text.split("/");
  if (!(base.startsWith("x_") ? isName(base.slice(2)) : isRegisteredForm(base))) return false;
  return segments.every((segment, index) => {
    if (index === 0) return segment === "" || LANGUAGE_FORM.test(segment);
    return LANGUAGE_FORM.test(segment) || isExtension(segment);
  });
}

function isRegisteredForm(base: string): boolean {
  const [name = "", fragment, ...rest] = base.split("#");
  return rest.length === 0 && name.length >= 3 && REGISTERED_FORM.test(name) && (fragment === undefined || FRAGMENT.test(fragment));
}

/** A reversed domain name, `#` and a fragment. */
function isName(text: string): boolean {
  const [domain = "", fragment = "", ...rest] = text.split("#");
  return rest.length === 0 && isDomain(domain) && FRAGMENT.test(fragment);
}

function isDomain(text: string): boolean {
  const labels = text.split(".");
  return labels.length > 1 && labels.every((label) => LABEL.test(label));
}

function isExtension(segment: string): boolean {
  if (!segment.startsWith(".")) return false;
  const [name = "", language, ...rest] = segment.slice(1).split("$");
  if (language === undefined) return isName(name);
  return rest.length === 0 && LANGUAGE_FORM.test(language) && (isName(name) || isDomain(name));
}
