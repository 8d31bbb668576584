import { partOf } from "./evaluate.js";
import { nodeParts } from "./expression.js";
import type { Recording } from "./recording.js";
import { samplesOf } from "./samples.js";

/** What the path at the end of a text may go on with: whole words, and the place from which on they replace the text. */
export function wordsInExpression(
  text: string,
  recording: Recording,
): { readonly from: number; readonly words: readonly string[] } {
  const path = /[A-Za-z_$][\w$.]*$/.exec(text)?.[0] ?? "";
  const keys = path.split(".");
  const typed = keys.pop() as string;
  const from = text.length - typed.length;
  return { from, words: wordsAt(keys, recording).filter((word) => word.startsWith(typed)) };
}

function wordsAt(keys: readonly string[], recording: Recording): readonly string[] {
  const [head, ...inner] = keys;
  if (head === undefined) return ["nodes", "any", "all", "count", "now", ...nodeParts];
  const names = recording.peers.slice(0, recording.nodeCount);
  if (head === "nodes" && inner.length === 0) return names;
  const [name, ...path] = head === "nodes" ? inner : [null, ...(head === "any" || head === "all" ? inner : keys)];
  if (path.length === 0) return nodeParts;
  const nodes = samplesOf(recording).flatMap((all) => all.filter((node) => name === null || node.name === name));
  const values = nodes.map((node) => path.reduce<unknown>(partOf, node));
  const objects = values.filter((value) => typeof value === "object" && value !== null);
  const own = objects.flatMap((value) => (Array.isArray(value) ? [] : Object.keys(value as object)));
  return [...new Set([...own, ...(objects.length > 0 ? ["length"] : [])])];
}
