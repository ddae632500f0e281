/** Shows what a term means beside its link: under the mouse, with keyboard focus, and at the first tap. */

const PATIENCE = 200; // milliseconds in which the mouse may cross from the link to the text

export function mountTerms(links: Iterable<HTMLElement>): void {
  for (const link of links) {
    const tip = document.getElementById(link.getAttribute('aria-describedby') ?? '');
    if (tip && 'showPopover' in tip) mountTerm(link, tip);
  }
}

function mountTerm(link: HTMLElement, tip: HTMLElement): void {
  let leaving = 0;
  let firstTap = false;
  const isOpen = () => tip.matches(':popover-open');
  const escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') hide();
  };
  const follow = () => place(tip, link);
  const show = () => {
    clearTimeout(leaving);
    if (!isOpen()) tip.showPopover();
    follow();
    document.addEventListener('keydown', escape);
    document.addEventListener('scroll', follow);
  };
  const hide = () => {
    clearTimeout(leaving);
    if (isOpen()) tip.hidePopover();
    document.removeEventListener('keydown', escape);
    document.removeEventListener('scroll', follow);
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = window.setTimeout(hide, PATIENCE);
  };
  for (const part of [link, tip]) {
    part.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse') part === link ? show() : clearTimeout(leaving);
    });
    part.addEventListener('pointerleave', (event) => {
      if (event.pointerType === 'mouse') leave();
    });
  }
  link.addEventListener('focus', () => {
    if (link.matches(':focus-visible')) show();
  });
  link.addEventListener('blur', hide);
  link.addEventListener('pointerdown', (event) => {
    firstTap = event.pointerType === 'touch' && !isOpen();
  });
  link.addEventListener('click', (event) => {
    if (!firstTap) return;
    event.preventDefault(); // the next tap follows the link
    show();
  });
  link.addEventListener('keydown', () => {
    firstTap = false;
  });
}

/** Puts the text under the line of the link, or above it where there is no room, within the window. */
function place(tip: HTMLElement, link: HTMLElement): void {
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
  const below = at.bottom + 4;
  const fits = below + tip.offsetHeight <= window.innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${fits ? below : Math.max(8, at.top - tip.offsetHeight - 4)}px`;
}
