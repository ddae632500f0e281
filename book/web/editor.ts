/** The code editor; loaded when the reader first enters a cell. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { element } from './dom.ts';

// colours come from custom properties of the style sheet, which knows light from dark
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.comment], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: 'var(--code-name)' },
]);

export interface EditorOptions {
  text: string;
  label: string;
  onChange(text: string): void;
  onRun(): void;
  /** Escape was pressed: move the focus out, so that Tab does not trap keyboard users. */
  onLeave(): void;
}

export function makeEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  const view = makeView(parent, options);
  // the label says it to those who do not see it
  parent.append(element('p', { class: 'editor-keys', 'aria-hidden': 'true' }, 'Shift+Enter runs, Escape leaves'));
  return view;
}

function makeView(parent: HTMLElement, options: EditorOptions): EditorView {
  const does = (action: () => void) => () => {
    action();
    return true;
  };
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        keymap.of([
          { key: 'Shift-Enter', run: does(options.onRun) },
          { key: 'Escape', run: does(options.onLeave) },
          indentWithTab,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of('    '),
        python(),
        syntaxHighlighting(colours),
        // what can be edited takes the focus anyway; on a phone, where code scrolls, checkers want to read it
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
}
