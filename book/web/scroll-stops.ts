/**
 * The theme makes a code block a keyboard stop when it scrolls, and takes the stop away when it does not; it looks after
 * loading and resizing only. What was folded then has no width, so this looks again whenever something unfolds.
 */
export function keepScrollStops(): void {
  const look = ({ target }: Event) => target instanceof HTMLDetailsElement && target.open && stopAtScrolling(target);
  document.addEventListener('toggle', look, { capture: true }); // toggle does not bubble
}

/** Makes the code blocks that scroll keyboard stops. */
export function stopAtScrolling(root: ParentNode): void {
  for (const block of root.querySelectorAll('pre')) {
    if (block.scrollWidth > block.clientWidth || block.scrollHeight > block.clientHeight) block.tabIndex = 0;
  }
}
