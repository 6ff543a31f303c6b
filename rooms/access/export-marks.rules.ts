/** Hexadecimal digits of a mark. */
export const MARK_LENGTH = 24;
const MOST_MARKS = 20;
/** As the banner, a JSON file's member and a tar's comment spell it, whatever became of the white space. */
const SPELLED = /\bmark(?:"\s{0,8}:\s{0,8}"|\s{1,8})([0-9a-f]{24})(?![0-9a-f])/g;
const ALONE = /^\s*([0-9a-f]{24})\s*$/;

/** The marks that stand in a file, each once, the first twenty; none for a file without any. */
export function readMarks(file: Uint8Array): readonly string[] {
  // Byte by byte: a mark is plain ASCII whatever the rest of the file is.
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString("latin1");
  const alone = ALONE.exec(text)?.[1];
  if (alone) return [alone];
  const marks = new Set<string>();
  for (const [, mark = ""] of text.matchAll(SPELLED)) {
    marks.add(mark);
    if (marks.size === MOST_MARKS) break;
  }
  return [...marks];
}
