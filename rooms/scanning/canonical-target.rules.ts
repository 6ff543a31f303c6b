export interface Target {
  readonly repository?: string | null | undefined;
  readonly product?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly weakness?: string | null | undefined;
}

export interface CanonicalTarget {
  readonly project: string;
  readonly path: string | null;
  readonly weakness: string | null;
}

/** One spelling for one target, so that two who mean the same place meet. */
export function canonicalTarget({ repository, product, path, weakness }: Target): CanonicalTarget {
  return {
    project: repository ? toProject(repository) : canonicalProduct(product ?? ""),
    path: path ? canonicalPath(path) : null,
    weakness: weakness ? `CWE-${Number(weakness.trim().slice(4))}` : null,
  };
}

function toProject(repository: string): string {
  const name = canonicalRepository(repository);
  return name.startsWith("pkg:") ? `package:${name}` : `repository:${name}`;
}

/** A package of a registry is the same one, whether it is given as a product or as a repository. */
function canonicalProduct(product: string): string {
  return isPurl(product) ? toProject(product) : `product:${product.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ")}`;
}

// Ports that a scheme stands for; ssh's own is a door of the forge, not another forge.
const DEFAULT_PORTS: ReadonlySet<string> = new Set(["", "22", "80", "443", "9418"]);
/** Names of one forge. */
const HOST_ALIASES: Readonly<Record<string, string>> = { "ssh.github.com": "github.com", "codeload.github.com": "github.com", "raw.githubusercontent.com": "github.com", "altssh.gitlab.com": "gitlab.com", "altssh.bitbucket.org": "bitbucket.org" };
/** Forges on which a repository is an owner and a name, and everything behind them a view of it. */
const TWO_PART_FORGES: ReadonlySet<string> = new Set(["github.com", "bitbucket.org", "codeberg.org"]);
/** Where a project keeps the same repository twice, by its own word; its larger house stands for both. */
const MIRRORS: readonly (readonly [RegExp, string])[] = [
  [/^api\.github\.com\/repos\//, "github.com/"],
  [/^gitbox\.apache\.org\/repos\/asf\//, "github.com/apache/"],
  [/^go\.googlesource\.com\//, "github.com/golang/"],
  [/^git\.openjdk\.org\//, "github.com/openjdk/"],
  [/^(?:git\.)?code\.sf\.net\/p\/|^sourceforge\.net\/p\//, "sourceforge.net/p/"],
];
const FORGES_OF_PURLS: Readonly<Record<string, string>> = { github: "github.com", gitlab: "gitlab.com", bitbucket: "bitbucket.org" };

/**
 * Host and path of a repository in lower case: without scheme, account, default port, query, `.git` and what a forge shows
 * behind a repository; from an address of any scheme, the short form of ssh (`git@host:path`) or a purl. A package that lies
 * on no forge stays `pkg:type/name`, without version.
 */
export function canonicalRepository(address: string): string {
  const text = address.trim();
  if (isPurl(text)) return fromPurl(text);
  const short = /^(?:[^@\s/:]+@)?([^@\s/:]{2,}):(?!\/\/)\/?(.+)$/.exec(text);
  const isSsh = short !== null || /^(?:git\+)?ssh:/i.test(text);
  const url = URL.parse(short ? `https://${short[1]}/${short[2]}` : text.replace(/^(?:git\+)?[a-z]+:\/\//i, "https://"));
  // What is no address at all is still somebody's spelling of something.
  if (!url) return text.normalize("NFKC").toLowerCase();
  return toHouse(`${url.hostname}${isSsh || DEFAULT_PORTS.has(url.port) ? "" : `:${url.port}`}`, url.pathname);
}

function toHouse(host: string, path: string): string {
  const known = host.toLowerCase().replace(/^www\./, "").replace(/\.$/, "");
  const named = `${HOST_ALIASES[known] ?? known}/${decode(path)}`.toLowerCase().replace(/\/{2,}/g, "/").replace(/\/-\/.*$/, "");
  const parts = MIRRORS.reduce((one, [mirror, original]) => one.replace(mirror, original), named).split("/").filter((part) => part !== "");
  return (TWO_PART_FORGES.has(parts[0] ?? "") ? parts.slice(0, 3) : parts).join("/").replace(/(?:\.git)+$/, "");
}

function isPurl(text: string): boolean {
  return /^pkg:/i.test(text.trim());
}

function fromPurl(purl: string): string {
  const [type = "", ...rest] = decode(purl.trim().slice(4).replace(/[?#].*$/s, "").replace(/(?<=.)@[^/]*$/, "")).toLowerCase().split("/").filter((part) => part !== "");
  const forge = FORGES_OF_PURLS[type];
  if (forge !== undefined) return toHouse(forge, rest.join("/"));
  return type === "golang" && /\./.test(rest[0] ?? "") ? toHouse(rest[0] ?? "", rest.slice(1).join("/")) : `pkg:${[type, ...rest].join("/")}`;
}

/** Case stays: files that differ by it alone are two. Null stands for the whole project. */
function canonicalPath(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.normalize("NFC").trim().split(/[\\/]+/)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length === 0 ? null : parts.join("/");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign means itself.
  }
}
