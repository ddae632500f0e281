/** Lines from each unit of the map to those that come right after it, where the screen is wide enough for them. */

const SVG = 'http://www.w3.org/2000/svg';
const WIDE = '(min-width: 800px)';

export function drawLines(rows: HTMLElement): void {
  const picture = document.createElementNS(SVG, 'svg');
  picture.classList.add('unit-lines');
  picture.setAttribute('aria-hidden', 'true'); // each unit says in words what it needs
  rows.parentElement!.append(picture);
  const cards = new Map([...rows.querySelectorAll<HTMLElement>('.unit-card')].map((card) => [card.dataset.unit!, card]));
  const wide = window.matchMedia(WIDE);

  const ends = new Map<SVGPathElement, HTMLElement[]>();

  function draw(): void {
    picture.replaceChildren();
    ends.clear();
    if (!wide.matches) return;
    const origin = picture.getBoundingClientRect();
    for (const card of cards.values()) {
      for (const id of card.dataset.after!.split(' ')) {
        const earlier = cards.get(id);
        if (!earlier) continue;
        const path = line(earlier.getBoundingClientRect(), card.getBoundingClientRect(), origin);
        ends.set(path, [earlier, card]);
        picture.append(path);
      }
    }
  }

  /** The lines of the unit under the pointer or with the focus stand out. */
  function mark(card: HTMLElement, on: boolean): void {
    for (const [path, cards] of ends) if (cards.includes(card)) path.classList.toggle('near', on);
  }

  for (const card of cards.values()) {
    for (const type of ['pointerenter', 'focusin']) card.addEventListener(type, () => mark(card, true));
    for (const type of ['pointerleave', 'focusout']) card.addEventListener(type, () => mark(card, false));
  }
  new ResizeObserver(draw).observe(rows);
  wide.addEventListener('change', draw);
}

/** A curve from the middle of one card's lower edge to the middle of another's upper edge. */
function line(from: DOMRect, to: DOMRect, origin: DOMRect): SVGPathElement {
  const path = document.createElementNS(SVG, 'path');
  const [x1, y1] = [from.left + from.width / 2 - origin.left, from.bottom - origin.top];
  const [x2, y2] = [to.left + to.width / 2 - origin.left, to.top - origin.top];
  const bend = Math.min((y2 - y1) / 2, 24);
  path.setAttribute('d', `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`);
  return path;
}
