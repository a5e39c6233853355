// What the buttons above the text do, and which of them are down.

import type Squire from 'squire-rte';

export type Command =
  | 'bold' | 'italic' | 'underline' | 'strike' | 'bullets' | 'numbers' | 'quote' | 'unquote' | 'link' | 'unlink' | 'plain'
  | 'undo' | 'redo';

const FORMATS = { bold: 'B', italic: 'I', underline: 'U', strike: 'S' } as const;

/** Carries out a command; what is on already is taken away. */
export function command(editor: Squire, name: Command, argument = '') {
  switch (name) {
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strike': {
      const format = { tag: FORMATS[name] };
      if (editor.hasFormat(format.tag)) editor.changeFormat(null, format);
      else editor.changeFormat(format);
      break;
    }
    case 'bullets':
      if (isWithin(editor, 'UL')) editor.removeList();
      else editor.makeUnorderedList();
      break;
    case 'numbers':
      if (isWithin(editor, 'OL')) editor.removeList();
      else editor.makeOrderedList();
      break;
    case 'quote':
      editor.increaseQuoteLevel();
      break;
    case 'unquote':
      editor.decreaseQuoteLevel();
      break;
    case 'link':
      editor.makeLink(argument);
      break;
    case 'unlink':
      editor.removeLink();
      break;
    case 'plain':
      editor.removeAllFormatting();
      break;
    case 'undo':
      editor.undo();
      break;
    case 'redo':
      editor.redo();
      break;
  }
  editor.focus();
}

/** The words for what holds at the caret. */
export function state(editor: Squire): string[] {
  const words: string[] = Object.entries(FORMATS).filter(([, tag]) => editor.hasFormat(tag)).map(([name]) => name);
  if (isWithin(editor, 'UL')) words.push('bullets');
  if (isWithin(editor, 'OL')) words.push('numbers');
  if (isWithin(editor, 'BLOCKQUOTE')) words.push('quote');
  if (editor.hasFormat('A')) words.push('link');
  return words;
}

function isWithin(editor: Squire, tag: string): boolean {
  return new RegExp(`(?:^|>)${tag}(?:\\W|$)`).test(editor.getPath()) || isAround(editor, tag);
}

/** Over a selection of several blocks there is no path: then its common ancestor says it. */
function isAround(editor: Squire, tag: string): boolean {
  let node: Node | null = editor.getSelection().commonAncestorContainer;
  for (; node && node !== editor.getRoot(); node = node.parentNode) if (node.nodeName === tag) return true;
  return false;
}
