// The pages of a built site.
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Paths of all files of a kind below a folder, in a fixed order. */
export function filesBelow(folder, ending) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}
