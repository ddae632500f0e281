/** Lines from each unit of the map to those that need it, where the screen is wide enough for them. */

const SVG = 'http://www.w3.org/2000/svg';
const WIDE = '(min-width: 800px)';

export function drawLines(rows: HTMLElement): void {
  const picture = document.createElementNS(SVG, 'svg');
  picture.classList.add('unit-lines');
  picture.setAttribute('aria-hidden', 'true'); // each unit says in words what it needs
  rows.parentElement!.append(picture);
  const cards = new Map([...rows.querySelectorAll<HTMLElement>('.unit-card')].map((card) => [card.dataset.unit!, card]));
  const wide = window.matchMedia(WIDE);

  function draw(): void {
    picture.replaceChildren();
    if (!wide.matches) return;
    const origin = picture.getBoundingClientRect();
    for (const card of cards.values()) {
      for (const id of card.dataset.before!.split(' ')) {
        const earlier = cards.get(id);
        if (earlier) picture.append(line(earlier.getBoundingClientRect(), card.getBoundingClientRect(), origin));
      }
    }
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
