import type { EditorView } from '@codemirror/view';
import { element } from './dom.ts';
import { keep, recall } from './storage.ts';

/** A block of code that turns into an editor when the reader enters it, and remembers what was typed. */
export class CodeCell {
  readonly original: string;
  text: string;
  onRun: () => void = () => {};
  onLeave: () => void = () => {};
  onChange: () => void = () => {};
  #static: HTMLElement;
  #key: string;
  #label: string;
  #editor: EditorView | undefined;
  #opening: Promise<EditorView> | undefined;

  /**
   * @param holder Contains the highlighted code of the build.
   * @param key Where edits are kept; a function of the original text for cells without an id of their own.
   * @param label What a screen reader calls the editor.
   */
  constructor(holder: HTMLElement, key: (original: string) => string, label: string) {
    const highlighted = holder.querySelector<HTMLElement>('div.highlight');
    if (!highlighted) throw new Error('A live cell has no code.');
    this.#static = highlighted.parentElement === holder ? highlighted : highlighted.parentElement!;
    this.original = (highlighted.querySelector('pre')?.textContent ?? '').replace(/\n$/, '');
    this.#key = key(this.original);
    this.#label = label;
    this.text = recall('edits', this.#key) ?? this.original;
    this.#static.addEventListener('click', (event) => {
      const copying = event.target instanceof Element && event.target.closest('button');
      const selecting = !document.getSelection()?.isCollapsed;
      if (!copying && !selecting) void this.edit(event);
    });
    if (this.edited) void this.#open();
  }

  get edited(): boolean {
    return this.text !== this.original;
  }

  /** Opens the editor and puts the cursor there, at the place of a click if there was one. */
  async edit(click?: MouseEvent): Promise<void> {
    const editor = await this.#open();
    const place = click && editor.posAtCoords({ x: click.clientX, y: click.clientY });
    if (typeof place === 'number') editor.dispatch({ selection: { anchor: place } });
    editor.focus();
  }

  /** Restores the code of the page; returns how to take that back. */
  reset(): () => void {
    const { text } = this;
    keep('edits', this.#key, undefined);
    this.text = this.original;
    this.#dropEditor();
    return () => this.#restore(text);
  }

  #restore(text: string): void {
    if (text === this.text) return;
    this.#dropEditor();
    this.text = text;
    keep('edits', this.#key, this.edited ? text : undefined);
    if (this.edited) void this.#open();
  }

  #dropEditor(): void {
    this.#editor?.dom.parentElement?.remove();
    this.#editor?.destroy();
    this.#editor = this.#opening = undefined;
    this.#static.hidden = false;
  }

  #open(): Promise<EditorView> {
    this.#opening ??= this.#load();
    return this.#opening;
  }

  async #load(): Promise<EditorView> {
    const { makeEditor } = await import('./editor.ts');
    const holder = element('div', { class: 'live-editor' });
    this.#static.after(holder);
    this.#static.hidden = true;
    this.#editor = makeEditor(holder, {
      text: this.text,
      label: `${this.#label}: code. Shift Enter runs it, Escape leaves the editor.`,
      onChange: (text) => {
        this.text = text;
        keep('edits', this.#key, this.edited ? text : undefined);
        this.onChange();
      },
      onRun: () => this.onRun(),
      onLeave: () => this.onLeave(),
    });
    return this.#editor;
  }
}
