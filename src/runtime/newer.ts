import { Script } from "node:vm";
import type { Realm } from "./realm.js";

/**
 * What the language has got since the oldest Node that is supported, and libraries call without asking for it. Each is
 * written as its specification has it, so that a program takes the same path on every Node.
 */
const newer = new Script(
  `
  const add = (object, name, value) => {
    if (!(name in object)) Object.defineProperty(object, name, { value, writable: true, configurable: true });
  };
  const grouped = (items, keyOf, groups) => {
    let index = 0;
    for (const item of items) {
      const key = keyOf(item, index++);
      if (groups.has(key)) groups.get(key).push(item);
      else groups.set(key, [item]);
    }
    return groups;
  };
  add(Promise, "withResolvers", {
    withResolvers() {
      let resolve, reject;
      const promise = new this((...both) => { [resolve, reject] = both; });
      return { promise, resolve, reject };
    },
  }.withResolvers);
  add(Promise, "try", {
    try(call, ...args) {
      return new this((resolve) => resolve(call(...args)));
    },
  }.try);
  add(Object, "groupBy", function groupBy(items, keyOf) {
    const named = (item, index) => {
      const key = keyOf(item, index);
      return typeof key === "symbol" ? key : String(key);
    };
    const groups = { __proto__: null };
    for (const [key, group] of grouped(items, named, new Map())) groups[key] = group;
    return groups;
  });
  add(Map, "groupBy", function groupBy(items, keyOf) {
    return grouped(items, (item, index) => keyOf(item, index), new Map());
  });
  add(Array, "fromAsync", async function fromAsync(items, change = (item) => item, self = undefined) {
    const found = [];
    const isIterable = items[Symbol.asyncIterator] !== undefined || items[Symbol.iterator] !== undefined;
    for await (const item of isIterable ? items : Array.from(items)) {
      found.push(await change.call(self, item, found.length));
    }
    return found;
  });
`,
  { filename: "newer.js" },
);

export function installNewer({ context }: Realm): void {
  newer.runInContext(context);
}
