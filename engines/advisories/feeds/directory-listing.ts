/**
 * A page with links to what a folder holds (section 7.1.14), for people and for whatever follows links. Names are our own:
 * letters, digits, `.`, `-`, `_` and a final `/`.
 */
export function directoryListing(names: readonly string[]): string {
  const links = names.filter((name) => /^[A-Za-z0-9._-]+\/?$/.test(name)).toSorted().map((name) => `<li><a href="${name}">${name}</a></li>\n`);
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Files</title>\n<h1>Files</h1>\n<ul>\n${links.join("")}</ul>\n</html>\n`;
}
