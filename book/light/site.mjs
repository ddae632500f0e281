// The pages of a built site.
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Paths of all files of a kind below a folder, in a fixed order. */
export function filesBelow(folder, ending) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}

/** Paths of the book's own pages and of what they fetch in pieces; JupyterLite brings its own styles. */
export function pagesOf(site) {
  const others = new Set(["lite", "_static", "_assets"]);
  return filesBelow(site, ".html").filter((path) => !others.has(relative(site, path).split(sep)[0]));
}
