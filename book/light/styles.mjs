// Cuts the theme's style sheets down to the rules that a page or a script of the site can ever match.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";
import { filesBelow, pagesOf } from "./site.mjs";

const site = process.argv[2];
// they set the theme's variables, whose uses in other sheets PurgeCSS does not see
const own = ["custom.css", "print.css"].map((name) => join(site, "_static", name));
const sheets = filesBelow(join(site, "_static"), ".css").filter((path) => !own.includes(path));
const purged = await new PurgeCSS().purge({
  content: [...pagesOf(site), ...filesBelow(join(site, "_static"), ".js"), ...filesBelow(join(site, "_assets"), ".js")],
  css: sheets.map((path) => ({ raw: readFileSync(path, "utf8"), name: path })),
  variables: true,
  keyframes: true,
});
purged.forEach(({ css }, index) => writeFileSync(sheets[index], css));
