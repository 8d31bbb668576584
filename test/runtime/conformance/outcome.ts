/** What somebody sees of a program's run, as plain data, with the folder that it ran in called ROOT. */
export function outcomeOf(value: unknown, root: string): unknown {
  return JSON.parse(JSON.stringify(plain(value)).replaceAll(root, "ROOT"));
}

export function failureOf(thrown: unknown, root: string): unknown {
  if (!(thrown instanceof Error)) return { threw: outcomeOf(thrown, root) };
  const { name, message, code, errno, syscall, path, dest } = thrown as NodeJS.ErrnoException & { dest?: string };
  return outcomeOf({ threw: { name, message, code, errno, syscall, path, dest } }, root);
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("latin1") };
  if (typeof value === "bigint") return { bigint: String(value) };
  if (value === undefined) return { undefined: true };
  if (typeof value === "function") return { function: true };
  if (value instanceof Error)
    return { error: { name: value.name, message: value.message, code: Reflect.get(value, "code") } };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("isSymbolicLink" in value && "size" in value) return statOf(value as import("node:fs").Stats);
  if ("isSymbolicLink" in value) return entryOf(value as import("node:fs").Dirent);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

/** What does not depend on the machine that it ran on. */
function statOf(stats: import("node:fs").Stats): unknown {
  const { mode, size, nlink } = stats;
  const kind = [stats.isFile(), stats.isDirectory(), stats.isSymbolicLink(), stats.isCharacterDevice()];
  const times = [stats.atime, stats.mtime, stats.ctime, stats.birthtime].every((time) => time instanceof Date);
  return plain({ mode, size: stats.isDirectory() ? 0 : size, nlink: stats.isDirectory() ? 0 : nlink, kind, times });
}

function entryOf(entry: import("node:fs").Dirent): unknown {
  const { name, parentPath } = entry;
  return { name, parentPath, kind: [entry.isFile(), entry.isDirectory(), entry.isSymbolicLink()] };
}
