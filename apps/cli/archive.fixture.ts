import { crc32 } from "node:zlib";

/** A ZIP archive of these files, stored without packing. */
export function storeZip(files: Readonly<Record<string, string>>): Uint8Array {
  const [local, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [nameBytes, content] = [Buffer.from(name), Buffer.from(text)];
    const facts = Buffer.alloc(26);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(nameBytes.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    local.push(Buffer.from("PK\u0003\u0004"), facts, nameBytes, content);
    directory.push(Buffer.from("PK\u0001\u0002\u0014\u0000"), facts, place, nameBytes);
    offset += 30 + nameBytes.length + content.length;
  }
  const middle = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(middle.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...local, middle, Buffer.from("PK\u0005\u0006"), end]));
}
