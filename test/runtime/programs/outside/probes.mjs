// Looks at everything that a program can name, and calls what can be called without arguments: what it is told must not
// depend on where the simulation runs.
import { builtinModules, createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** What ends the process or waits for it, and what shows the probe itself. */
const leaveAlone = /^(?:exit|reallyExit|abort|kill|_.*|seen|listeners|rawListeners|stack|removeAllListeners|receive|debug)$/;
const depth = 4;

export const seen = [];

const known = new Set();
const tell = (path, value) => seen.push(`${path} = ${value}`);

function look(path, value, left) {
  const kind = typeof value;
  if (kind !== "object" && kind !== "function") return tell(path, String(value));
  if (value instanceof Promise) return value.then(null, () => {});
  if (value === null || known.has(value) || left === 0) return;
  known.add(value);
  if (ArrayBuffer.isView(value)) return tell(path, `bytes ${value.length}`);
  // Of methods nothing is known without their objects; some of Node's own end the process then.
  if (kind === "function" && !path.includes("^") && !path.includes(".prototype")) callOf(path, value, left);
  lookInside(path, value, left);
}

function lookInside(path, object, left) {
  for (const key of Reflect.ownKeys(object)) {
    const name = String(key);
    if (typeof key === "symbol" || /^(?:caller|callee|arguments|length|name|constructor)$/.test(name)) continue;
    if (leaveAlone.test(name)) continue;
    let part;
    try {
      part = object[key];
    } catch (error) {
      tell(`${path}.${name}`, `throws ${error?.code ?? error?.name}`);
      continue;
    }
    look(`${path}.${name}`, part, left - 1);
  }
  const parent = Object.getPrototypeOf(object);
  if (parent !== null && parent !== Object.prototype && parent !== Function.prototype) look(`${path}^`, parent, left - 1);
}

function callOf(path, call, left) {
  let result;
  try {
    result = call();
  } catch (error) {
    return tell(`${path}()`, `throws ${error?.code ?? error?.name}`);
  }
  look(`${path}()`, result, left - 1);
}

// Much of what is called so fails later on.
for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error) => tell(event, error));

for (const name of Object.getOwnPropertyNames(globalThis).sort()) {
  if (!leaveAlone.test(name) && name !== "globalThis" && name !== "global") look(name, globalThis[name], depth);
}
for (const name of builtinModules.filter((each) => !each.startsWith("_"))) look(name, require(name), depth);
const now = new Date(86_400_000 * 200);
for (const text of [
  now.toString(), now.toLocaleString(), now.toLocaleDateString("de"), now.getTimezoneOffset(), new Intl.NumberFormat().format(1234.5),
  new Intl.DateTimeFormat().resolvedOptions().timeZone, (1234.5).toLocaleString(), "ä".localeCompare("z"), ["ä", "z", "a"].sort(new Intl.Collator().compare).join(),
  new Error("x").stack.split("\n").length > 0, import.meta.dirname === undefined, JSON.stringify(process.env), process.argv.length, process.cwd(),
])
  tell("said", text);

// What is told is asked of a process that runs.
setInterval(() => {}, 1000);
