// Rewrites the names in the import section of a WebAssembly file, and nothing else of it.

const IMPORTS = 2;
/** What is imported, by its kind: how many numbers describe it. A table has its type first; a limit may have a second number. */
const FUNCTION = 0, TABLE = 1, GLOBAL = 3, TAG = 4;

/** The file with short names for what it imports from the module, and the short name of each old one. */
export function withShortImports(bytes, module) {
  const names = new Map();
  const short = (from, name) => {
    if (!module.test(from)) return name;
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return names.get(name);
  };
  const file = reader(bytes, 8);
  const parts = [bytes.subarray(0, 8)];
  while (file.at < bytes.length) {
    const [start, id] = [file.at, file.number()];
    const end = file.number() + file.at;
    parts.push(id === IMPORTS ? section(id, imports(file, short)) : bytes.subarray(start, end));
    file.at = end;
  }
  return { bytes: Buffer.concat(parts), names };
}

function imports(file, short) {
  const count = file.number();
  const entries = [encoded(count)];
  for (let n = 0; n < count; n += 1) {
    const from = file.text();
    entries.push(text(from), text(short(from, file.text())));
    const start = file.at;
    skipDescription(file);
    entries.push(file.bytes.subarray(start, file.at));
  }
  return Buffer.concat(entries);
}

function skipDescription(file) {
  const kind = file.number();
  if (kind === FUNCTION) file.number();
  else if (kind === GLOBAL || kind === TAG) (file.number(), file.number());
  else {
    if (kind === TABLE) file.number();
    const limits = file.number();
    file.number();
    if (limits & 1) file.number();
  }
}

function reader(bytes, at) {
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[file.at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = number();
    return bytes.toString('utf8', file.at, (file.at += length));
  };
  const file = { bytes, at, number, text };
  return file;
}

/** A number as WebAssembly writes it (LEB128). */
function encoded(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

const text = (value) => Buffer.concat([encoded(Buffer.byteLength(value)), Buffer.from(value)]);
const section = (id, content) => Buffer.concat([Buffer.from([id]), encoded(content.length), content]);
