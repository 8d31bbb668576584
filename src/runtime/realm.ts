import type { RealmHost } from "./realm-host.js";

/** One process of a node: globals and modules of its own, which a crash discards. This is what a built-in is made for. */
export interface Realm {
  readonly host: RealmHost;
  /** The global object of the program: its own Object, Error, Promise, Map …, for results that must be the program's. */
  // biome-ignore lint/suspicious/noExplicitAny: the global object has any name
  readonly globals: Record<string, any>;
  /** A built-in of this realm, by its name without `node:`: the same object each time. */
  // biome-ignore lint/suspicious/noExplicitAny: modules have any shape
  module(name: string): any;
}
