// Typesets each formula of the built pages with MathJax, with MathML beside it for screen readers.
// A reader's browser then needs 20 kB of style instead of 1 MB of script, and shows formulas without JavaScript.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import MathJax from "mathjax";
import { pagesOf } from "./site.mjs";

const FONTS = "_assets/formulas";
const FORMULA = /<(span|div) class="math notranslate nohighlight"([^>]*)>\s*(<span class="eqno">.*?<\/span>)?\\([([])(.*?)\\[)\]]<\/\1>/gs;
// what MathJax notes for its own menu
const NOTES = / data-(?:latex|mjx-texclass|semantic-[\w-]+)="[^"]*"/g;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&" };

const site = process.argv[2];

async function typeset(tex, display) {
  const source = tex.replace(/&(?:lt|gt|quot|#39|#x27|amp);/g, (entity) => ENTITIES[entity]);
  const node = await MathJax.tex2chtmlPromise(source, { display });
  const html = MathJax.startup.adaptor.outerHTML(node);
  if (html.includes("<mjx-merror")) throw new Error(`MathJax cannot read this formula: ${source}`);
  return html.replace(NOTES, "");
}

async function typesetPage(path) {
  const text = readFileSync(path, "utf8");
  const formulas = [...text.matchAll(FORMULA)];
  if (formulas.length === 0) return;
  const fonts = join(relative(dirname(path), site), FONTS).replaceAll("\\", "/");
  await MathJax.init({
    loader: { load: ["input/tex", "output/chtml", "a11y/assistive-mml"] },
    chtml: { fontURL: fonts, adaptiveCSS: true },
    options: { enableAssistiveMml: true },
    startup: { typeset: false },
  });
  const parts = [];
  let end = 0;
  for (const formula of formulas) {
    const [whole, tag, attributes, number = "", bracket, tex] = formula;
    const html = await typeset(tex, bracket === "[");
    // the source stays with it, for the notebook that a page can be downloaded as
    const kept = `data-tex="${tex.replaceAll('"', "&quot;")}"`;
    const opening = `<${tag} class="math notranslate nohighlight"${attributes} ${kept}>`;
    parts.push(text.slice(end, formula.index), opening, number, html, `</${tag}>`);
    end = formula.index + whole.length;
  }
  const style = MathJax.startup.adaptor.textContent(MathJax.chtmlStylesheet());
  const page = [...parts, text.slice(end)].join("");
  writeFileSync(path, page.replace("</head>", () => `<style>${style}</style>\n</head>`));
}

for (const path of pagesOf(site)) {
  try {
    await typesetPage(path);
  } catch (error) {
    console.error(`${relative(site, path)}: ${error.message}`);
    process.exit(1);
  }
}
process.exit(0); // MathJax keeps a worker open
