/** What a package URL type asks beyond the general rules. Facts from the type definitions of package-url/purl-spec. */
export interface PurlTypeRule {
  readonly namespace?: "required" | "prohibited";
  readonly lower?: readonly ("namespace" | "name" | "version")[];
  readonly upperNamespace?: true;
  readonly requiredQualifier?: string;
  readonly namePattern?: RegExp;
  readonly versionPattern?: RegExp;
  readonly normaliseName?: (name: string) => string;
}

const BOTH = ["namespace", "name"] as const;

export const PURL_TYPE_RULES: ReadonlyMap<string, PurlTypeRule> = new Map<string, PurlTypeRule>([
  ["alpm", { namespace: "required", lower: BOTH }],
  ["apk", { namespace: "required", lower: BOTH }],
  ["bazel", { namespace: "prohibited" }],
  ["bitbucket", { namespace: "required", lower: BOTH }],
  ["bitnami", { namespace: "prohibited", lower: ["name"] }],
  ["cargo", { namespace: "prohibited" }],
  ["chrome-extension", { namespace: "prohibited", lower: ["name"], namePattern: /^[a-p]{32}$/, versionPattern: /^\d+(?:\.\d+){0,3}$/ }],
  ["cocoapods", { namespace: "prohibited", namePattern: /^[^\s+.][^\s+]*$/ }],
  ["composer", { namespace: "required", lower: BOTH }],
  ["conda", { namespace: "prohibited" }],
  ["cpan", { namespace: "required", upperNamespace: true, namePattern: /^(?!.*::)/s }],
  ["cran", { namespace: "prohibited" }],
  ["deb", { namespace: "required", lower: BOTH }],
  ["gem", { namespace: "prohibited" }],
  ["git", { namespace: "required" }],
  ["github", { namespace: "required", lower: BOTH }],
  ["gitlab", { lower: BOTH }],
  ["golang", { lower: BOTH }],
  ["hackage", { namespace: "prohibited" }],
  ["hex", { lower: BOTH }],
  ["huggingface", { lower: ["version"] }],
  ["julia", { namespace: "prohibited", requiredQualifier: "uuid" }],
  ["luarocks", { lower: BOTH }],
  ["maven", { namespace: "required" }],
  ["mlflow", { namespace: "prohibited" }],
  ["npm", { lower: BOTH }],
  ["nuget", { namespace: "prohibited" }],
  ["oci", { namespace: "prohibited", lower: ["name", "version"] }],
  ["opam", { namespace: "prohibited" }],
  ["otp", { namespace: "prohibited", lower: ["name"] }],
  ["pub", { namespace: "prohibited", lower: ["name"], normaliseName: (name) => name.replace(/[^a-z0-9_]/g, "_") }],
  ["pypi", { namespace: "prohibited", lower: ["name", "version"], normaliseName: (name) => name.replace(/[-_.]+/g, "-") }],
  ["qpkg", { namespace: "required", lower: ["namespace"] }],
  // The definition asks for a namespace and gives an example without one: left open, as for huggingface.
  ["rpm", { lower: ["namespace"] }],
  ["swid", { requiredQualifier: "tag_id" }],
  ["swift", { namespace: "required" }],
  ["vcpkg", { namespace: "prohibited" }],
  ["vscode-extension", { namespace: "required", lower: BOTH }],
  ["yocto", { lower: ["namespace"] }],
]);

/** Hosts whose repository paths do not distinguish case, for `pkg:git`. */
export const CASELESS_GIT_HOSTS: ReadonlySet<string> = new Set(["github", "github.com", "bitbucket", "bitbucket.org"]);
