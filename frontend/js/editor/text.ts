// From formatted text to plain text and back: what a person sees as a line is a line, what is quoted has `> ` before it.

const BLOCK = /^(?:BLOCKQUOTE|CAPTION|D[DLT]|DIV|H[1-6]|HR|LI|OL|P|PRE|TABLE|TBODY|TFOOT|THEAD|TR|UL)$/;
/** What plain text cannot say. A quote, a line and an address it can. */
const FORMATTING = 'b, strong, i, em, u, s, strike, del, ins, sub, sup, h1, h2, h3, h4, h5, h6, ul, ol, table, img, font, code, pre, [style], [align]';

/** Whether something would be lost as plain text. */
export function isFormatted(root: HTMLElement): boolean {
  const named = [...root.querySelectorAll('a[href]')].some((link) => !sameAddress(link));
  return named || root.querySelector(FORMATTING) !== null;
}

/** The text of what an element holds. */
export function textOf(root: Node): string {
  const lines = linesOf(root);
  return lines.map((line) => line.replace(/[ \t\u00a0]+$/, '').replaceAll('\u00a0', ' ')).join('\n').replaceAll('\u200b', '');
}

/** Plain text as HTML: its lines stay lines, its quotes become quotes. */
export function htmlOf(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  let html = '';
  let depth = 0;
  for (const line of lines) {
    const marks = /^(?:> ?)*/.exec(line)?.[0] ?? '';
    const wanted = line.startsWith('>') ? marks.split('>').length - 1 : 0;
    for (; depth < wanted; depth += 1) html += '<blockquote type="cite">';
    for (; depth > wanted; depth -= 1) html += '</blockquote>';
    const rest = wanted > 0 ? line.slice(marks.length) : line;
    html += `<div>${escaped(rest) || '<br>'}</div>`;
  }
  return html + '</blockquote>'.repeat(depth);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^ | {2,}/g, (spaces) => '\u00a0'.repeat(spaces.length));
}

/** The lines of an element, as they stand one below the other. */
function linesOf(parent: Node): string[] {
  const lines: string[] = [];
  let open: string | null = null;
  const flush = () => {
    if (open !== null) lines.push(open);
    open = null;
  };
  const inline = (node: Node) => {
    if (node instanceof Text) {
      const text = isPreserved(node) ? node.data : node.data.replace(/[ \t\n\r]+/g, ' ');
      if (text.trim() || open !== null) open = (open ?? '') + (open === null ? text.trimStart() : text);
    } else if (node.nodeName === 'BR') {
      lines.push(open ?? '');
      open = null;
    } else if (BLOCK.test(node.nodeName)) {
      flush();
      lines.push(...block(node as HTMLElement));
    } else if (node instanceof HTMLImageElement) {
      if (node.alt) open = `${open ?? ''}[${node.alt}]`;
    } else {
      for (const child of node.childNodes) inline(child);
      if (node instanceof HTMLAnchorElement && !sameAddress(node)) open = `${open ?? ''} <${node.getAttribute('href') ?? ''}>`;
    }
  };
  for (const child of parent.childNodes) inline(child);
  flush();
  return lines;
}

function block(element: HTMLElement): string[] {
  switch (element.nodeName) {
    case 'BLOCKQUOTE':
      return linesOf(element).map((line) => (line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`));
    case 'HR':
      return ['-'.repeat(20)];
    case 'TR':
      return [[...element.children].map((cell) => linesOf(cell).join(' ')).join('\t')];
    case 'UL':
    case 'OL':
      return [...element.children].flatMap((item, place) => listItem(item, element, place));
    default: {
      const lines = linesOf(element);
      return element.nodeName === 'P' && lines.length > 0 ? [...lines, ''] : lines;
    }
  }
}

function listItem(item: Element, list: Element, place: number): string[] {
  if (item.nodeName !== 'LI') return linesOf(item).map((line) => `  ${line}`);
  const mark = list.nodeName === 'OL' ? `${place + 1}. ` : '- ';
  return linesOf(item).map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
}

function isPreserved(node: Text): boolean {
  return node.parentElement?.closest('pre') !== null;
}

/** Whether a link says where it leads. */
function sameAddress(link: Element): boolean {
  const bare = (text: string) => text.trim().replace(/^(?:https?:\/\/|mailto:|tel:)/i, '').replace(/\/$/, '');
  return bare(link.getAttribute('href') ?? '') === bare(link.textContent ?? '');
}
