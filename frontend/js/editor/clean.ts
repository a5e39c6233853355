// What may be in the editor, however it came there: typed, pasted, quoted, restored. The same as the node's own profile
// (api/src/mail/html/editor.rs), which is asked again before anything is stored or sent; this one keeps the page safe.

import DOMPurify from 'dompurify';

const TAGS =
  'a b blockquote br caption code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre q s ' +
  'small span strike strong sub sup table tbody td tfoot th thead tr u ul';
/** Those that lead elsewhere are looked at more closely. */
const ADDRESSES = ['href', 'src'];
const ATTRIBUTES = (
  'align alt border cellpadding cellspacing color colspan data-block data-cid data-style dir face height lang ' +
  'reversed rowspan size start title type valign value width'
).split(' ');
/** The properties that a style may set; longer names begin with one of these and a dash. */
const PROPERTIES =
  /^(?:background-color|border(?:-left(?:-(?:color|style|width))?|-collapse|-spacing)?|color|direction|font-(?:family|size|style|weight)|line-height|list-style-type|(?:margin|padding)(?:-(?:top|right|bottom|left))?|text-(?:align|decoration(?:-line)?|indent)|vertical-align|white-space)$/;
const LINKS = /^(?:https?|mailto|tel):/i;
/** What `font size=` means (HTML, section 15.3.1). */
const SIZES = ['x-small', 'x-small', 'small', 'medium', 'large', 'x-large', 'xx-large', 'xxx-large'];

/** What Squire calls them. It would copy their attributes one by one, and the page's policy would stop the style. */
const NAMES: Record<string, string> = { em: 'i', ins: 'u', strike: 's', strong: 'b' };

const purify = DOMPurify(window);

/** A name that a picture may have: what needs escaping nowhere. */
export const plainName = (name: string) => name.replace(/[^A-Za-z0-9._@+-]/g, '').slice(0, 200);

/** A document that nobody sees: what is in it loads nothing. */
const quiet = document.implementation.createHTMLDocument('');

/** A copy to be changed and written out. In a page's own document a picture would begin to load. */
export const copyOf = (element: HTMLElement) => quiet.importNode(element, true);

/**
 * The same HTML with its styles and scripts under other names: browsers judge by the page's policy what they parse for it, seen or not. A
 * tag that this does not find keeps them, and the policy blocks them: nothing depends on this but a quiet console.
 */
function unstyled(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?(?:<\/style\s*>|$)/gi, '')
    .replace(/<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi, (tag) =>
      tag.replace(/([\s"'/])(style|on\w+)(\s*=)/gi, '$1data-$2$3'),
    );
}

/** Parses and cleans HTML. Nothing of it has run or loaded when this returns. */
export function clean(dirty: string, picture: (name: string) => string | undefined): DocumentFragment {
  const fragment = purify.sanitize(unstyled(dirty), {
    ALLOWED_TAGS: TAGS.split(' '),
    ALLOWED_ATTR: [...ATTRIBUTES, ...ADDRESSES],
    ADD_URI_SAFE_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid):/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const font of fragment.querySelectorAll<HTMLElement>('font')) replaceFont(font);
  for (const element of fragment.querySelectorAll<HTMLElement>(Object.keys(NAMES).join())) rename(element);
  for (const link of fragment.querySelectorAll('a')) {
    if (!LINKS.test(link.getAttribute('href') ?? '')) link.removeAttribute('href');
  }
  for (const image of fragment.querySelectorAll('img')) show(image, picture);
  const imported = document.importNode(fragment, true);
  dress(imported);
  return imported;
}

/** Sets the styles that `data-style` carries. */
export function dress(root: ParentNode) {
  for (const element of root.querySelectorAll<HTMLElement>('[data-style]')) {
    const kept = element.dataset['style'] ?? '';
    element.removeAttribute('data-style');
    element.style.cssText = kept;
    for (const name of [...element.style]) {
      if (!PROPERTIES.test(name) || element.style.getPropertyValue(name).includes('(')) keepColour(element.style, name);
    }
    if (!element.getAttribute('style')) element.removeAttribute('style');
  }
}

/** A value with brackets may load something; a colour as the browser writes it, `rgb(1, 2, 3)`, does not. */
function keepColour(style: CSSStyleDeclaration, name: string) {
  const value = style.getPropertyValue(name);
  const isColour = PROPERTIES.test(name) && /^(?:rgba?|hsla?)\([\d\s.,%/]+\)$/.test(value);
  // Longhands of what is allowed are what the browser makes of it: `margin-block-start`, `border-left-color`.
  const isPart = /^(?:border|margin|padding|text-decoration)-/.test(name) && !value.includes('(');
  if (!isColour && !isPart) style.removeProperty(name);
}

function rename(element: HTMLElement) {
  const renamed = element.ownerDocument.createElement(NAMES[element.localName] ?? 'span');
  for (const { name, value } of element.attributes) renamed.setAttribute(name, value);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}

/** `font` becomes what Squire would make of it, without a style attribute on the way. */
function replaceFont(font: HTMLElement) {
  const styles = [font.dataset['style'] ?? ''];
  const [colour, face, size] = ['color', 'face', 'size'].map((name) => font.getAttribute(name) ?? '');
  if (colour && /^#?\w+$/.test(colour)) styles.push(`color:${colour}`);
  if (face && /^[\w\s,'-]+$/.test(face)) styles.push(`font-family:${face}`);
  if (size && SIZES[Number(size)]) styles.push(`font-size:${SIZES[Number(size)]}`);
  const span = font.ownerDocument.createElement('span');
  span.setAttribute('data-style', styles.filter(Boolean).join(';'));
  span.append(...font.childNodes);
  font.replaceWith(span);
}

/** A picture of the message itself is shown from where it is; one from elsewhere leaves its words. */
function show(image: HTMLImageElement, picture: (name: string) => string | undefined) {
  const source = image.getAttribute('src') ?? '';
  const name = image.dataset['cid'] ?? (/^cid:/i.test(source) ? plainName(decode(source.slice(4))) : '');
  if (!name) {
    image.replaceWith(image.alt);
    return;
  }
  image.dataset['cid'] = name;
  const shown = picture(name);
  if (shown) image.setAttribute('src', shown);
  else image.removeAttribute('src');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
