// The post: letters as the outside world writes them, handed to the farm's MX. Nothing here is encoded with care,
// because attackers do not encode with care either: what a test writes is what goes over the wire.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A message before it is written out. */
export interface Letter {
  /** As it stands in the header: `Erin Example <erin@elsewhere.test>`. */
  from?: string;
  to?: string;
  subject?: string;
  /** A text part. */
  text?: string;
  /** An HTML part; with a text part they are alternatives. */
  html?: string;
  attachments?: Attachment[];
  /** Its Message-ID without angle brackets: for letters that answer it. */
  id?: string;
  /** More header lines. */
  headers?: string[];
}

export interface Attachment {
  /** As it stands between the quotes of `filename="…"`. */
  name: string;
  type: string;
  bytes: Buffer;
  /** Makes it a part that the HTML names as `cid:…`. */
  cid?: string;
}

const STRANGER = 'Erin Example <erin@elsewhere.test>';

/** Delivers a letter, as a server somewhere in the world would. */
export async function deliver(facts: any, recipients: string | string[], letter: Letter): Promise<void> {
  await deliverAll(facts, [[recipients, letter]]);
}

/** Delivers letters over one connection, in this order. */
export async function deliverAll(facts: any, letters: [string | string[], Letter][]): Promise<void> {
  const dialogue = await Dialogue.begin(facts.relay.address, facts.relay.smtp);
  for (const [recipients, letter] of letters) {
    await dialogue.say('MAIL FROM:<erin@elsewhere.test>');
    for (const recipient of [recipients].flat()) await dialogue.say(`RCPT TO:<${recipient}>`);
    await dialogue.say('DATA');
    await dialogue.say(`${written(letter, [recipients].flat()).replace(/^\./gm, '..')}\r\n.`);
  }
  await dialogue.say('QUIT');
}

/** A conversation in SMTP. Any answer but a good one is an error. */
class Dialogue {
  readonly #replies: AsyncIterator<string>;

  private constructor(private readonly socket: Socket) {
    this.#replies = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  static async begin(host: string, port: number): Promise<Dialogue> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    const dialogue = new Dialogue(socket);
    await dialogue.#listen();
    await dialogue.say('EHLO client.elsewhere.test');
    return dialogue;
  }

  async say(line: string): Promise<void> {
    this.socket.write(`${line}\r\n`);
    await this.#listen();
  }

  async #listen(): Promise<void> {
    for (;;) {
      const { value: line, done } = await this.#replies.next();
      if (done) throw new Error('the MX hung up');
      if (line[3] === '-') continue;
      if (!/^[23]/.test(line)) throw new Error(`the MX said ${line}`);
      return;
    }
  }
}

/** The letter as lines on the wire. */
function written(letter: Letter, recipients: string[]): string {
  const head = [
    `From: ${letter.from ?? STRANGER}`,
    `To: ${letter.to ?? recipients.join(', ')}`,
    `Subject: ${letter.subject ?? 'Hello'}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${letter.id ?? `${crypto.randomUUID()}@elsewhere.test`}>`,
    'MIME-Version: 1.0',
    ...(letter.headers ?? []),
  ];
  return [...head, part(letter)].join('\n').replace(/\r?\n/g, '\r\n');
}

/** The body with its own header lines. */
function part({ text, html, attachments = [] }: Letter): string {
  const bodies = [
    ...(text !== undefined || html === undefined ? [leaf('text/plain; charset=utf-8', text ?? 'Hello.')] : []),
    ...(html !== undefined ? [leaf('text/html; charset=utf-8', html)] : []),
  ];
  const body = bodies.length === 1 ? bodies[0]! : multipart('alternative', bodies);
  if (attachments.length === 0) return body;
  const files = attachments.map(({ name, type, bytes, cid }) =>
    [
      `Content-Type: ${type}`,
      `Content-Disposition: ${cid ? 'inline' : 'attachment'}; filename="${name}"`,
      ...(cid ? [`Content-ID: <${cid}>`] : []),
      // A mail within a mail is written out as it is (RFC 2046, section 5.2.1).
      ...(type.startsWith('message/') ? ['', bytes.toString()] : ['Content-Transfer-Encoding: base64', '', base64(bytes)]),
    ].join('\n'),
  );
  return multipart('mixed', [body, ...files]);
}

function leaf(type: string, content: string): string {
  return `Content-Type: ${type}\nContent-Transfer-Encoding: base64\n\n${base64(Buffer.from(content))}`;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}/g, '$&\n');
}

function multipart(kind: string, parts: string[]): string {
  const boundary = `=_${crypto.randomUUID()}`;
  const inner = parts.map((one) => `--${boundary}\n${one}\n`).join('');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\n\n${inner}--${boundary}--`;
}
