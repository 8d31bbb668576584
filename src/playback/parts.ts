import { define } from "./copy.js";

/*
 * Objects, arrays, maps and sets by one name each for what is done to their parts. The key of an array's part is its
 * place, that of a set's is the part itself.
 */

type Fields = Record<string, unknown>;

export function partOf(container: object, key: unknown): unknown {
  if (container instanceof Map) return container.get(key);
  return container instanceof Set ? key : (container as Fields)[key as string];
}

export function replacePart(container: object, key: unknown, part: unknown): void {
  if (container instanceof Map) container.set(key, part);
  else if (!(container instanceof Set)) define(container, key as string, part);
}

/** Puts a part in: into an array at its place, into anything else behind those that are there. */
export function addPart(container: object, key: unknown, part: unknown): void {
  if (Array.isArray(container)) {
    if (key === container.length) container.push(part);
    else container.splice(key as number, 0, part);
  } else if (container instanceof Set) container.add(key);
  else replacePart(container, key, part);
}

export function removePart(container: object, key: unknown): void {
  if (Array.isArray(container)) {
    if (key === container.length - 1) container.pop();
    else container.splice(key as number, 1);
  } else if (container instanceof Map || container instanceof Set) container.delete(key);
  else delete (container as Fields)[key as string];
}

/** Puts a part in where it was before: so many others stand before it; all, if the place is below 0. */
export function putBack(container: object, key: unknown, part: unknown, place: number): void {
  if (place < 0 || Array.isArray(container)) {
    addPart(container, key, part);
    return;
  }
  const behind = keysOf(container)
    .slice(place)
    .map((key) => [key, partOf(container, key)] as const);
  for (const [key] of behind) removePart(container, key);
  addPart(container, key, part);
  for (const [key, part] of behind) addPart(container, key, part);
}

/** The keys of an object, a map or a set, in order. */
function keysOf(container: object): unknown[] {
  return container instanceof Map || container instanceof Set ? [...container.keys()] : Object.keys(container);
}

/** Another container with the same parts. */
export function withSameParts(container: object): object {
  if (Array.isArray(container)) return container.slice();
  if (container instanceof Map) return new Map(container);
  if (container instanceof Set) return new Set(container);
  const prototype = Object.getPrototypeOf(container);
  if (prototype === Object.prototype) return { ...container };
  const copy = Object.create(prototype) as object;
  for (const [key, part] of Object.entries(container)) define(copy, key, part);
  return copy;
}

/** How many parts there are, or about as many. */
export function sizeOf(container: object): number {
  if (Array.isArray(container)) return container.length;
  return container instanceof Map || container instanceof Set ? container.size : 8;
}
