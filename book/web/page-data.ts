/** A file that live cells may open: its path in the repository and where the site keeps it. */
export interface LiveFile {
  path: string;
  url: string;
}

/** What the build tells the page's script (book/_ext/page_script.py). */
export interface PageData {
  page: string;
  folder: string;
  files: LiveFile[];
  /** The folder that Python's packages come from, where that is not this site. */
  packages: string;
}

let cached: PageData | undefined;

export function pageData(): PageData {
  cached ??= JSON.parse(document.getElementById('page-data')!.textContent) as PageData;
  return cached;
}

/** Returns the way from this page to the top of the site, such as `../`. */
export function contentRoot(): string {
  return document.documentElement.dataset.content_root ?? './';
}
