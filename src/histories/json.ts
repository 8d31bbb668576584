import { type Place, placeWithin, refusalAt } from "./event.js";

/** Reads a JSON value; refuses what is none, as exactly as it can be told where. */
export function parseJson(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = whereItEnds(text, (error as Error).message);
    const rest = text.slice(at).trimEnd();
    const problem = rest === "" ? "is no JSON: it ends too early" : "is where this is no JSON any more";
    throw refusalAt(placeWithin(place, text, at), rest === "" ? { problem } : { value: rest.slice(0, 40), problem });
  }
}

/** How far a text is JSON: as the engine tells, or up to the first thing that is no part of JSON at all. */
function whereItEnds(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message);
  if (told !== null) return Number(told[1]);
  const part =
    /\s*(?:[{}[\],:]|"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
  let at = 0;
  while (part.test(text)) at = part.lastIndex;
  while (text[at] !== undefined && text[at].trim() === "") at += 1;
  return at;
}
