/** What the theme makes a keyboard stop when it scrolls. */
const BLOCKS = 'pre, .cell_output > .output, .pst-scrollable-table-container';

/**
 * The theme makes a block a keyboard stop when it scrolls, and takes the stop away when it does not. It looks when the page
 * has not changed for a while, which never comes while a board prints, and what is folded then has no width. So this looks
 * again whenever a block changes its size or unfolds.
 */
export function keepScrollStops(): void {
  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => look(target)));
  for (const block of document.querySelectorAll(BLOCKS)) resized.observe(block);
  const unfolded = ({ target }: Event): void => {
    if (target instanceof HTMLDetailsElement && target.open) stopAtScrolling(target);
  };
  document.addEventListener('toggle', unfolded, { capture: true }); // toggle does not bubble
}

/** Makes the blocks that scroll keyboard stops. */
export function stopAtScrolling(root: ParentNode): void {
  root.querySelectorAll(BLOCKS).forEach(look);
}

function look(block: Element): void {
  if (block.scrollWidth > block.clientWidth || block.scrollHeight > block.clientHeight) block.setAttribute('tabindex', '0');
}
