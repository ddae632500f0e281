import { button } from '../dom.ts';
import { Toolbar } from '../toolbar.ts';
import type { Build, Stage } from './stage.ts';

/** The explorables by the kind that their directive names. */
const KINDS: Record<string, () => Promise<{ explore: Build }>> = {
  convolution: () => import('./convolution.ts'),
  loss: () => import('./loss.ts'),
  neighbours: () => import('./neighbours.ts'),
  quantizer: () => import('./quantizer.ts'),
  recurrence: () => import('./recurrence.ts'),
  tree: () => import('./tree.ts'),
};

/** Gives an explorable its Start button; everything else is loaded when the reader presses it. */
export function mountExplorable(root: HTMLElement): void {
  const toolbar = new Toolbar(root.getAttribute('aria-label')!);
  let stage: Stage | undefined;
  const start = button('Start', () => void begin(), 'widget-button primary');
  toolbar.stop.hidden = true;
  toolbar.add(start, toolbar.stop);
  toolbar.say('Computed by the code of this page, in your browser.');
  root.append(toolbar.root);

  async function begin(): Promise<void> {
    start.disabled = true;
    const { Stage } = await import('./stage.ts');
    const { explore } = await KINDS[root.dataset.kind!]();
    stage ??= new Stage(root, toolbar);
    const shown = await stage.open(explore);
    start.hidden = shown;
    start.disabled = false;
  }
}
