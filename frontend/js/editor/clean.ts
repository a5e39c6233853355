// What may be in the editor, however it came there: typed, pasted, quoted, restored. The same as the node's own profile
// (api/src/mail/html/editor.rs), which is asked again before anything is stored or sent; this one keeps the page safe.

import DOMPurify from 'dompurify';

const TAGS =
  'a b blockquote br caption code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre q s ' +
  'small span strike strong sub sup table tbody td tfoot th thead tr u ul';
const ATTRIBUTES =
  'align alt border cellpadding cellspacing color colspan data-block data-cid data-style dir face height href lang ' +
  'reversed rowspan size src start style title type valign value width';
/** The properties that a style may set; longer names begin with one of these and a dash. */
const PROPERTIES =
  /^(?:background-color|border(?:-left(?:-(?:color|style|width))?|-collapse|-spacing)?|color|direction|font-(?:family|size|style|weight)|line-height|list-style-type|(?:margin|padding)(?:-(?:top|right|bottom|left))?|text-(?:align|decoration(?:-line)?|indent)|vertical-align|white-space)$/;
const LINKS = /^(?:https?|mailto|tel):/i;
/** What `font size=` means (HTML, section 15.3.1). */
const SIZES = ['x-small', 'x-small', 'small', 'medium', 'large', 'x-large', 'xx-large', 'xxx-large'];

const purify = DOMPurify(window);

/** A name that a picture may have: what needs escaping nowhere. */
export const plainName = (name: string) => name.replace(/[^A-Za-z0-9._@+-]/g, '').slice(0, 200);

/** Parses and cleans HTML. Nothing of it has run or loaded when this returns. */
export function clean(dirty: string, picture: (name: string) => string | undefined): DocumentFragment {
  const fragment = purify.sanitize(dirty, {
    ALLOWED_TAGS: TAGS.split(' '),
    ALLOWED_ATTR: ATTRIBUTES.split(' '),
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid):/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const element of fragment.querySelectorAll<HTMLElement>('[style], font')) undress(element);
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

/** Moves the style to where the page's policy lets it pass; `font` becomes what Squire understands. */
function undress(element: HTMLElement) {
  const styles = [element.getAttribute('style') ?? ''];
  element.removeAttribute('style');
  if (element.tagName !== 'FONT') {
    element.setAttribute('data-style', styles.join(''));
    return;
  }
  const [colour, face, size] = ['color', 'face', 'size'].map((name) => element.getAttribute(name) ?? '');
  if (colour && /^#?\w+$/.test(colour)) styles.push(`color:${colour}`);
  if (face && /^[\w\s,'-]+$/.test(face)) styles.push(`font-family:${face}`);
  if (size && SIZES[Number(size)]) styles.push(`font-size:${SIZES[Number(size)]}`);
  const span = element.ownerDocument.createElement('span');
  span.setAttribute('data-style', styles.filter(Boolean).join(';'));
  span.append(...element.childNodes);
  element.replaceWith(span);
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
