/** Reads and writes the zip archives of Playwright: no encryption, no archive over 4 GB. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;
const deflated = 8;
/** Bit 11 of an entry's flags: its name is UTF-8. */
const utf8Name = 0x0800;
/** Bytes of one file; more is an attack. */
const largest = 256 * 1024 * 1024;

/** The files in an archive. @throws Error for an invalid archive */
export function readZip(archive: Buffer): ZipEntry[] {
  return placesIn(archive).map(({ name, read }) => ({ name, content: read() }));
}

/** One file of an archive; the others are not inflated. @throws Error for an invalid archive */
export function readEntry(archive: Buffer, name: string): Buffer | undefined {
  return placesIn(archive)
    .find((place) => place.name === name)
    ?.read();
}

interface Place {
  readonly name: string;
  readonly read: () => Buffer;
}

function placesIn(archive: Buffer): Place[] {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error('no zip archive');
  const count = archive.readUInt16LE(end + 10);
  const places: Place[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new Error('a zip archive with a broken directory');
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const raw = archive.subarray(from, from + size);
    const name = archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    places.push({ name, read: () => (method === 0 ? raw : inflateRawSync(raw, { maxOutputLength: largest })) });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return places;
}

/** Writes an archive. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const [path, data] = [Buffer.from(name), deflateRawSync(content)];
    // Version, flags, method, time, date, checksum, both sizes, length of the name, no extra field.
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(utf8Name, 2);
    head.writeUInt16LE(deflated, 4);
    head.writeUInt16LE(0x21, 8);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(path.length, 22);
    files.push(signature(localEntry), head, path, data);
    // The version that made it goes before; no comment, disk 0, no attributes; where the entry begins.
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(signature(directoryEntry), Buffer.from([20, 0]), head, tail, path);
    at += 4 + head.length + path.length + data.length;
  }
  const end = Buffer.alloc(18);
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, ...directory, signature(endOfDirectory), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
