import { join } from "node:path";
import type { MerkleTree, TreeHead } from "#engines/ledger";
import { readAddress, serverOption } from "../api.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { readInput, readJson } from "../read-input.ts";
import { readExportedLedger } from "../read-ledger.ts";
import { saveFile } from "../save-file.ts";

const MOST_EXPORT_BYTES = 512 * 1024 * 1024;
const MOST_TILE_BYTES = 8192;
const MOST_CHECKPOINT_BYTES = 128 * 1024;
const toHex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");
const LARGEST = Number.MAX_SAFE_INTEGER;

export const ledgerProve: Command = {
  noun: "ledger",
  verb: "prove",
  summary: "Prove that an entry stands in a ledger, or that a later ledger continues an earlier one",
  details: `The proof is made here: from an exported ledger, from a folder with a copy of its public tiles, or from a server's.
With --entry the proof is a receipt, which \`ledger verify\` takes; with --leaf and --from it holds hashes alone. A proof of
continuation is what \`ledger witness\` takes.
A proof is only made where the entries or tiles fit the checkpoint; whose checkpoint it is, whoever checks the proof must know.`,
  operands: [{ name: "FILE", help: "an exported ledger, or a folder with `checkpoint` and `tile/…`", optional: true }],
  options: {
    entry: { value: "ID", help: "prove the entry of this id, from an exported ledger" },
    leaf: { value: "HASH", help: "prove the entry of this hash (SHA-256 of a zero byte and its canonical JSON, hex)" },
    from: { value: "SIZE", help: "prove that the ledger continues the one of SIZE entries; 0 for a witness that has seen none" },
    out: { value: "FILE", help: "where the proof is written" },
    ...serverOption,
  },
  examples: ["ledger prove ledger.json --entry ent_0123456789abcdefghij --out receipt.json", "ledger prove --server https://host --from 1024 --json", "ledger prove mirror/ --leaf 5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"],
  async run(given, talk) {
    const wanted = [given.text("entry"), given.text("leaf"), given.text("from")].filter((option) => option !== undefined);
    if (wanted.length !== 1) throw new UsageError("Say what is to be proven: one of --entry ID, --leaf HASH or --from SIZE.");
    const log = await openLog(given, talk);
    await requireFit(log);
    const proof = given.text("from") === undefined ? await proveInclusion(log, given) : await proveContinuation(log, given.wholeNumber("from", { least: 0, most: LARGEST, otherwise: 0 }));
    const out = given.text("out");
    const saved = out === undefined ? undefined : await saveFile(out, Buffer.from(`${JSON.stringify(proof.document)}\n`));
    talk.answer(proof.document, [proof.sentence, saved ? `  written to ${saved.file}` : `  ${JSON.stringify(proof.document)}`]);
    return EXIT.done;
  },
};

interface Log {
  readonly source: string;
  readonly checkpoint: string;
  readonly head: TreeHead;
  readonly tree: MerkleTree;
  /** What only an export has. */
  readonly entries?: readonly unknown[];
  readonly keys?: { readonly verifierKey: string; readonly furtherKeys: readonly string[] };
  leafIndex(hash: string): Promise<number | undefined>;
}

interface Proof {
  readonly document: object;
  readonly sentence: string;
}

async function openLog(given: Given, talk: Talk): Promise<Log> {
  const source = given.operand(0);
  if (source === "") {
    const prefix = `${readAddress(given, talk)}/api/tlog`;
    return openTiles(prefix, (path, mostBytes) => fetchBytes(`${prefix}/${path}`, mostBytes));
  }
  if (!source.endsWith(".json") && source !== "-") return openTiles(source, (path, mostBytes) => readInput(join(source, path), talk, mostBytes));
  return openExport(source, await readJson(source, talk, MOST_EXPORT_BYTES));
}

async function openExport(source: string, document: unknown): Promise<Log> {
  const { canonicalJson, leafHash, MerkleTree: Tree, readNote, readTreeHead } = await import("#engines/ledger");
  const { checkpoint, entries, verifierKey, furtherKeys } = readExportedLedger(source, document);
  const leaves = entries.map((entry) => leafHash(canonicalJson(entry)));
  const indexes = new Map(leaves.map((leaf, index) => [toHex(leaf), index]));
  return {
    source, checkpoint, entries, keys: { verifierKey, furtherKeys },
    head: readTreeHead(readNote(checkpoint).text),
    tree: await Tree.fromLeafHashes(leaves),
    leafIndex: (hash) => Promise.resolve(indexes.get(hash)),
  };
}

async function openTiles(source: string, read: (path: string, mostBytes: number) => Promise<Uint8Array>): Promise<Log> {
  const { MerkleTree: Tree, readNote, readTreeHead, TileNodes } = await import("#engines/ledger");
  const checkpoint = new TextDecoder().decode(await read("checkpoint", MOST_CHECKPOINT_BYTES));
  const head = readTreeHead(readNote(checkpoint).text);
  const nodes = new TileNodes(head.size, (path) => read(path, MOST_TILE_BYTES));
  return {
    source, checkpoint, head,
    tree: new Tree(nodes, head.size),
    leafIndex: async (hash) => {
      for (let index = 0; index < head.size; index += 1) {
        const [leaf] = await nodes.read([{ level: 0, index }]);
        if (toHex(leaf as Uint8Array) === hash) return index;
      }
      return undefined;
    },
  };
}

async function fetchBytes(url: string, mostBytes: number): Promise<Uint8Array> {
  const failed = (message: string, cause?: unknown): CliError => new CliError(EXIT.unreachable, "unreachable", `${url}: ${message}.`, cause === undefined ? undefined : { cause });
  const reply = await fetch(url, { redirect: "error" }).catch((error: unknown) => {
    throw failed("does not answer; check the address and that Breakwater is running", error);
  });
  if (!reply.ok) throw failed(`the server answered ${reply.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of reply.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw failed(`larger than ${mostBytes} bytes, which is the most that is read`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A proof out of entries or tiles that are not those which were signed would help nobody. */
async function requireFit(log: Log): Promise<void> {
  const { tree, head } = log;
  requireSigned(log, head.size <= tree.size && Buffer.compare(await tree.root(head.size), head.root) === 0);
}

function requireSigned({ source, head }: Log, isSigned: boolean): void {
  if (!isSigned) throw new CliError(EXIT.no, "does-not-fit", `${source}: its entries or tiles are not what its checkpoint of ${head.size} entries says; ask \`ledger verify\` what was changed.`);
}

async function proveInclusion(log: Log, given: Given): Promise<Proof> {
  const { canonicalJson, issueReceipt, leafHash, parseLedgerEntry, verifyInclusion } = await import("#engines/ledger");
  const { source, tree, head, checkpoint, entries = [], keys } = log;
  const id = given.text("entry");
  if (id !== undefined && !keys) throw new UsageError("--entry needs an exported ledger; tiles hold hashes alone: give --leaf HASH.");
  const hash = given.text("leaf");
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash)) throw new UsageError(`--leaf ${hash}: give a SHA-256 in hex, 64 characters.`);
  const found = id === undefined ? await log.leafIndex(hash ?? "") : entries.findIndex((entry) => (entry as { readonly id?: unknown } | null)?.id === id);
  if (found === undefined || found < 0 || found >= head.size) throw new CliError(EXIT.no, "no-such-entry", `${source}: no entry ${id ?? hash} stands in it.`);
  const sentence = `Entry ${found} stands in ${head.origin}, which has ${head.size}.`;
  if (id !== undefined && keys) return { document: await issueReceipt({ tree, entry: parseLedgerEntry(entries[found]), leafIndex: found, checkpoint, ...keys }), sentence };
  const leaf = hash ?? toHex(leafHash(canonicalJson(entries[found])));
  const proof = await tree.inclusionProof(found, head.size);
  // The root is made of the upper tiles alone; the one that holds the leaf may still be false.
  requireSigned(log, verifyInclusion({ leafHash: Buffer.from(leaf, "hex"), index: found, size: head.size, proof, root: head.root }));
  return { document: { proves: "inclusion", leafHash: leaf, leafIndex: found, size: head.size, proof: proof.map(toHex), checkpoint }, sentence };
}

async function proveContinuation(log: Log, first: number): Promise<Proof> {
  const { verifyConsistency } = await import("#engines/ledger");
  const { tree, head, checkpoint, source } = log;
  if (first > head.size) throw new CliError(EXIT.no, "out-of-range", `${source}: has ${head.size} entries, so that it continues no ledger of ${first}.`);
  const proof = first === 0 ? [] : await tree.consistencyProof(first, head.size);
  requireSigned(log, first === 0 || verifyConsistency({ firstSize: first, firstRoot: await tree.root(first), secondSize: head.size, secondRoot: head.root, proof }));
  return { document: { proves: "continuation", first, second: head.size, proof: proof.map(toHex), checkpoint }, sentence: `${head.origin} of ${head.size} entries continues the one of ${first}.` };
}
