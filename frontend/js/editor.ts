// The rich text editor: Squire, what it may hold, and the few functions that the client calls (frontend/src/dom/editor.rs).
// Bundled into one file of its own, which is loaded at the first message with formatting. It knows no mail.
//
// The page's Content-Security-Policy allows no style attribute in what is parsed (`style-src 'self'`), and that shall stay so.
// Formatting is style attributes, though. So styles go in through the object model, which the policy allows: whatever is
// parsed carries them as `data-style`, and once an element is in the page its style is set from it (`dress`). On the
// way out the browser writes the attribute itself. Squire's history of undo is such HTML, too; hence the subclass.

import Squire from 'squire-rte';

import { clean, copyOf, dress, plainName } from './editor/clean.ts';
import { command, type Command, state } from './editor/commands.ts';
import { htmlOf, isFormatted, textOf } from './editor/text.ts';

/** What the client tells the editor. */
interface Host {
  /** Something was changed. */
  changed(): void;
  /** What holds at the caret, as words: "bold italic link". */
  moved(words: string): void;
  /** Pictures were pasted or dropped into the text. */
  pictures(files: File[]): void;
  /** The person wants to set a link. */
  link(): void;
  /** Where the picture of this name is. */
  picture(name: string): string | undefined;
}

/** Squire whose history carries styles past the page's policy. */
class Editor extends Squire {
  override _getRawHTML(): string {
    const copy = copyOf(this._root);
    for (const element of copy.querySelectorAll('[style]')) {
      element.setAttribute('data-style', element.getAttribute('style') ?? '');
      element.removeAttribute('style');
    }
    return copy.innerHTML;
  }

  override _setRawHTML(html: string): this {
    super._setRawHTML(html);
    dress(this._root);
    return this;
  }
}

/** Makes an element of the page an editor. */
export function mount(root: HTMLElement, host: Host, html: string) {
  const editor = new Editor(root, {
    sanitizeToDOMFragment: (dirty) => clean(dirty, host.picture),
    didError: (error) => console.info('the editor passed over something:', error),
  });
  // Its handles are made with style attributes. Pictures are as large as they are.
  editor._imageResizer.destroy();
  editor.setHTML(html);

  const input = () => host.changed();
  const moved = () => host.moved(state(editor).join(' '));
  const pasted = (event: Event) => {
    const files = (event as CustomEvent<{ clipboardData?: DataTransfer }>).detail?.clipboardData?.files;
    if (files?.length) host.pictures([...files]);
  };
  editor.addEventListener('input', input);
  editor.addEventListener('pathChange', moved);
  editor.addEventListener('select', moved);
  editor.addEventListener('pasteImage', pasted);
  bindKeys(editor, host);

  return {
    html: () => htmlWithin(root),
    text: () => textOf(root),
    isFormatted: () => isFormatted(root),
    /** Puts the caret where writing begins: above what is quoted. */
    focus: () => void editor.focus().moveCursorToStart(),
    focusAgain: () => void editor.focus(),
    run: (name: Command, argument?: string) => {
      command(editor, name, argument);
      moved();
    },
    insertHtml: (fragment: string) => void editor.insertHTML(fragment),
    insertPicture: (source: string, name: string, alt: string) => {
      editor.insertImage(source, { 'data-cid': plainName(name), alt });
    },
    /** The link at the caret, to be corrected. */
    linkHere: () => linkHere(editor)?.getAttribute('href') ?? '',
    /** Puts a block in the place of the one that is marked so, or where it belongs: above the quote, or at the end. */
    setBlock: (mark: string, fragment: string, aboveQuote: boolean, onlyOld: boolean) => {
      if (onlyOld && !root.querySelector(`[data-block="${mark}"]`)) return;
      setBlock(editor, mark, fragment, aboveQuote, host);
      host.changed();
    },
    destroy: () => editor.destroy(),
  };
}

export { htmlOf };

/** Keys that other mail programs have, beside Squire's own (bold, italic, underline, undo, redo, indent). */
function bindKeys(editor: Squire, host: Host) {
  const control = /Mac|iP(?:hone|ad|od)/.test(navigator.platform) ? 'Meta-' : 'Ctrl-';
  const keys: [string, Command][] = [
    ['Shift-7', 'numbers'],
    ['Shift-8', 'bullets'],
    ['Shift-9', 'quote'],
    ['Shift-X', 'strike'],
    ['Shift-x', 'strike'],
    ['\\', 'plain'],
  ];
  for (const [key, name] of keys) {
    editor.setKeyHandler(control + key, (_, event) => {
      event.preventDefault();
      command(editor, name);
    });
  }
  editor.setKeyHandler(control + 'k', (_, event) => {
    event.preventDefault();
    host.link();
  });
  // The browser's own: the page's place in it must not jump, and Ctrl+D is a bookmark.
  for (const key of ['PageUp', 'PageDown', control + 'd']) editor.setKeyHandler(key, null);
}

function linkHere(editor: Squire): HTMLAnchorElement | null {
  const { startContainer } = editor.getSelection();
  const element = startContainer instanceof Element ? startContainer : startContainer.parentElement;
  return element?.closest('a') ?? null;
}

/** The HTML to be sent: pictures by their names, nothing that is only the editor's. */
function htmlWithin(root: HTMLElement): string {
  const copy = copyOf(root);
  for (const picture of copy.querySelectorAll<HTMLImageElement>('img[data-cid]')) {
    picture.setAttribute('src', `cid:${picture.dataset['cid']}`);
    picture.removeAttribute('data-cid');
  }
  for (const marked of copy.querySelectorAll('[data-block]')) {
    marked.removeAttribute('data-block');
    marked.removeAttribute('class');
  }
  return copy.innerHTML.replaceAll('\u200b', '').replace(/ style="[^"]*"/g, (style) => style.replace(COLOUR, asHex));
}

/** As browsers write a colour back. The node takes no value with brackets: it might load something. */
const COLOUR = /rgb\((\d+), (\d+), (\d+)\)/g;

function asHex(_: string, ...parts: string[]): string {
  return '#' + parts.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('');
}

function setBlock(editor: Squire, mark: string, html: string, aboveQuote: boolean, host: Host) {
  const root = editor.getRoot();
  const old = root.querySelector(`[data-block="${mark}"]`);
  editor.saveUndoState();
  editor.modifyDocument(() => {
    const block = document.createElement('div');
    block.dataset['block'] = mark;
    block.append(clean(html, host.picture));
    dress(block);
    if (old) {
      if (html) old.replaceWith(block);
      else old.remove();
    } else if (html) {
      place(root, block, aboveQuote);
    }
  });
}

/** Above the quote and the line that says whose it is, or below everything. */
function place(root: HTMLElement, block: HTMLElement, aboveQuote: boolean) {
  const quote = aboveQuote ? root.querySelector(':scope > blockquote') : null;
  const before = quote?.previousElementSibling ?? quote;
  if (before) before.before(block);
  else root.append(block);
}
