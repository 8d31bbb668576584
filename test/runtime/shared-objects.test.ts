import buffer from "node:buffer";
import { EventEmitter } from "node:events";
import { ServerResponse, STATUS_CODES } from "node:http";
import stream from "node:stream";
import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { program } from "../../src/runtime/program.js";
import { scenario } from "../../src/scenario/scenario.js";
import { run } from "../../src/simulation/run.js";

/** What a program sees that changes what Node has made, and what there is afterwards. */
async function patched() {
  const ann = program("./programs/patches.mjs", {
    inspect: "state",
    summary: (state: object) => [JSON.stringify(state)],
  });
  const { nodes } = await run(scenario({ title: "patches", duration: "1s", nodes: { ann } }), { seed: 1 });
  return nodes[0]?.summary[0];
}

/** All that there is, by where it is. */
const look = () =>
  new Map<string, unknown>([
    ...[EventEmitter, stream.Readable, stream.Writable, ServerResponse, Uint8Array, Headers].flatMap(
      ({ name, prototype }) =>
        Reflect.ownKeys(prototype).flatMap((key) =>
          Object.entries(Object.getOwnPropertyDescriptor(prototype, key) ?? {}).map(
            ([part, value]) => [`${name}.${String(key)} ${part}`, value] as const,
          ),
        ),
    ),
    ...[STATUS_CODES, inspect.styles, inspect.defaultOptions].flatMap((table) => Object.entries(table)),
    ["listeners", EventEmitter.defaultMaxListeners],
    ["rejections", EventEmitter.captureRejections],
    ["bytes", buffer.INSPECT_MAX_BYTES],
    ["mark", stream.getDefaultHighWaterMark(false)],
  ]);

afterEach(() => {
  EventEmitter.defaultMaxListeners = 10;
});

test("what a program changes of Node's classes, tables and settings is gone with its run", async () => {
  const before = look();
  const first = await patched();
  const after = look();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (place) => !Object.is(before.get(place), after.get(place)),
  );
  expect(changed).toEqual([]);
  expect([first, await patched()]).toEqual(Array(2).fill('{"calls":1,"before":[]}'));
});

test("what others change between two runs stays", async () => {
  await patched();
  EventEmitter.defaultMaxListeners = 33;
  Object.assign(EventEmitter.prototype, { mine: true });
  await patched();
  expect([EventEmitter.defaultMaxListeners, "mine" in new EventEmitter()]).toEqual([33, true]);
  Reflect.deleteProperty(EventEmitter.prototype, "mine");
  await patched();
  expect("mine" in new EventEmitter()).toBe(false);
});
