import type { History } from "../../src/checks/history.js";
import { formatOf, formats } from "../../src/histories/format.js";
import { Intake, modelNamed } from "../../src/histories/intake.js";
import type { HistoryModel } from "../../src/histories/models.js";
import { Refusal } from "../../src/kernel/refusal.js";

/** Reads a history from a text that comes in these pieces. */
export function readPieces(
  pieces: readonly string[],
  { path = "h", model = null, format = null }: { path?: string; model?: string | null; format?: string | null } = {},
): { readonly history: History; readonly model: HistoryModel; readonly format: string } {
  const named = format === null ? formatOf(path, pieces.join("")) : formats.find(({ name }) => name === format);
  if (named === undefined) throw new Error("no format fits");
  const intake = new Intake(path, model === null ? null : (modelNamed(model) ?? null));
  const reader = named.reader(path, (event) => intake.take(event));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return { ...intake.end(), format: named.name };
}

/** What a text is refused for. */
export function refusalOf(text: string, options: Parameters<typeof readPieces>[1] = {}): string {
  try {
    readPieces([text], options);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return "";
}
