import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Mistake, Refusal } from "../kernel/refusal.js";

/** What is on a machine from the beginning: a text, bytes, or the URL of a real file or folder that is copied. */
export type Furnished = string | Uint8Array | { readonly href: string };

/** Of a folder with more files, nobody meant all. */
const mostFiles = 10_000;

/** The contents of all files, by absolute path. Throws a `Refusal` with what is wrong with them. */
export function furnishedFiles(
  given: Readonly<Record<string, Furnished>>,
): Readonly<Record<string, string | Uint8Array>> {
  const mistakes: Mistake[] = [];
  const files: Record<string, string | Uint8Array> = {};
  for (const [name, value] of Object.entries(given)) {
    const path = `files[${JSON.stringify(name)}]`;
    const refuse = (problem: string, more: object = {}) => mistakes.push({ path, problem, ...more });
    const isCopied = typeof value === "object" && value !== null && "href" in value;
    if (!name.startsWith("/") || (name.endsWith("/") && !isCopied))
      refuse('is no absolute path of a file, as in "/etc/tls/cert.pem"');
    else if (isCopied) Object.assign(files, copied(name, value.href, refuse));
    else if (typeof value === "string" || value instanceof Uint8Array) files[name] = value;
    else refuse("is neither a text, nor bytes, nor the URL of a file or folder", { value });
  }
  if (mistakes.length > 0) throw new Refusal(mistakes);
  return files;
}

function copied(name: string, href: string, refuse: (problem: string) => void): Record<string, Uint8Array> {
  if (!href.startsWith("file:")) return refused(`${href} is not the URL of a file`);
  const real = fileURLToPath(href);
  const stats = statSync(real, { throwIfNoEntry: false });
  if (stats?.isFile()) return { [name]: readFileSync(real) };
  if (!stats?.isDirectory()) return refused(`there is no file or folder ${real}`);
  const entries = readdirSync(real, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (entries.length > mostFiles) return refused(`there are ${entries.length} files in ${real}: ${mostFiles} at most`);
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const inside = (path: string) => posix.join(name, ...relative(real, path).split(sep));
  return Object.fromEntries(paths.map((path) => [inside(path), readFileSync(path)]));

  function refused(problem: string): Record<string, never> {
    refuse(problem);
    return {};
  }
}
