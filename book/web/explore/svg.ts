/** Returns a new SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number> = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** Outlines around the origin by which classes differ for who can't tell their colours. */
const SHAPES = [
  'M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z',
  'M-6.2-6.2h12.4v12.4h-12.4z',
  'M0-8.5L8 6H-8z',
  'M0-9L8 0L0 9L-8 0z',
];
const COLOURS = ['explore-class-0', 'explore-class-1', 'explore-class-2', 'explore-class-3'];

/** The mark of a class. */
export function mark(index: number): SVGPathElement {
  return svg('path', { d: SHAPES[index % SHAPES.length], class: `explore-mark ${colour(index)}` });
}

/** The style of a class. */
export function colour(index: number): string {
  return COLOURS[index % COLOURS.length];
}
