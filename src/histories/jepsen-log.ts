import { NoEdn, parseEdn, parseEdnPrefix } from "./edn.js";
import { type HistoryEvent, type Place, placeWithin, readEvent, refusalAt } from "./event.js";

const line = /^(.*?\s-\s+)?(\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)(?:\s+(.*))?$/;

/**
 * Reads a line of what Jepsen logs while it runs, as in `INFO  jepsen.util - 3 :invoke :cas [1 2]`; null if it is about
 * something else. The tests of etcd, whose logs are around in this form, told a compare-and-set that did not match as
 * a failure without a reason: it is read as an answer, for it says that the value was another one.
 */
export function readLogLine(text: string, place: Place): HistoryEvent | null {
  const match = line.exec(text);
  if (match === null) return null;
  const [, before = "", process, type, f, rest = "nil"] = match;
  if (!/^\d+$/.test(process)) return null;
  const { value, end } = inPlace(() => parseEdnPrefix(rest), place, text, text.length - rest.length);
  const isMismatch = type === "fail" && f === "cas" && Array.isArray(value) && rest.slice(end).trim() === "";
  const record = { type: isMismatch ? "ok" : type, process: Number(process), f, value: isMismatch ? false : value };
  return readEvent(record, placeWithin(place, text, before.length));
}

/** Reads a form of EDN that is an event. */
export function readEdnEvent(text: string, place: Place): HistoryEvent | null {
  const record = inPlace(() => parseEdn(text), place, text, 0);
  return record === undefined ? null : readEvent(record, place);
}

/** Says in which place of the file something is no EDN. */
function inPlace<T>(read: () => T, place: Place, text: string, offset: number): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NoEdn)) throw error;
    throw refusalAt(placeWithin(place, text, offset + error.at), { problem: `is no EDN: ${error.message}` });
  }
}
