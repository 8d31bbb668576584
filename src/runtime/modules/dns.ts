import real from "node:dns";
import { isIP } from "node:net";
import { type Address, familyVersion } from "../net/addresses.js";
import { stackOf } from "../net/stack.js";
import type { Realm } from "../realm.js";
import { promiseFor } from "../told-places.js";

// biome-ignore lint/suspicious/noExplicitAny: what a callback is given depends on what was asked for
type Callback = (error: Error | null, ...found: any[]) => void;

interface LookupOptions {
  readonly family?: number | "IPv4" | "IPv6";
  readonly all?: boolean;
}

/** How long it takes to find what a name stands for: it is in a table of the machine, and no wire is asked. */
const lookupUs = 200;

/** The kinds of record that only a real name server has. */
const otherKinds = ["Any", "Caa", "Cname", "Mx", "Naptr", "Ns", "Soa", "Srv", "Tlsa", "Txt"] as const;

/** Node's `dns`: it knows the nodes of the cluster, and nobody else. */
export function makeDns(realm: Realm): object {
  const { host } = realm;
  const { addresses, errors } = stackOf(realm);

  const later = (call: () => void) => void host.schedule(lookupUs, call, "dns");
  const checkCallback = (callback: unknown): void => {
    if (typeof callback === "function") return;
    throw errors.wrongType("callback", "of type function", callback);
  };
  const checkName = (name: unknown): void => {
    if (typeof name === "string") return;
    throw errors.wrongType("hostname", "of type string", name);
  };

  const lookup = (name: string, options: LookupOptions | number | Callback, listener?: Callback) => {
    const callback = (typeof options === "function" ? options : listener) as Callback;
    const { family = 0, all = false } = typeof options === "object" && options !== null ? options : {};
    const version = familyVersion(typeof options === "number" ? options : family);
    checkCallback(callback);
    if (version === undefined) {
      const problem = `The property 'options.family' must be one of: 0, 4, 6. Received ${String(family)}`;
      throw errors.coded("TypeError", "ERR_INVALID_ARG_VALUE", problem);
    }
    if (name) checkName(name);
    const give = (found: readonly Address[]) => {
      if (all)
        callback(
          null,
          found.map(({ address, family }) => ({ address, family })),
        );
      else callback(null, found[0].address, found[0].family);
    };
    if (!name) {
      process.nextTick(() => (all ? callback(null, []) : callback(null, null, version === 6 ? 6 : 4)));
    } else if (isIP(name) > 0) {
      process.nextTick(give, [{ address: name, family: isIP(name) as 4 | 6 }]);
    } else {
      later(() => {
        const found = addresses.resolve(name).filter(({ family }) => version === 0 || family === version);
        if (found.length > 0) give(found);
        else callback(errors.unknownName("getaddrinfo", name));
      });
    }
    return {};
  };

  /** What a name server would be asked for: the addresses of a node, of one version. */
  const resolveAs = (syscall: string, version: 4 | 6) => (name: string, options: unknown, listener?: Callback) => {
    const callback = (typeof options === "function" ? options : listener) as Callback;
    const ttl = typeof options === "object" && options !== null && (options as { ttl?: boolean }).ttl === true;
    checkName(name);
    checkCallback(callback);
    later(() => {
      const found = addresses.resolve(name).filter(({ family }) => family === version);
      if (found.length === 0) callback(errors.unknownName(syscall, name));
      else
        callback(
          null,
          found.map(({ address }) => (ttl ? { address, ttl: 0 } : address)),
        );
    });
    return {};
  };

  const reverse = (address: string, callback: Callback) => {
    checkCallback(callback);
    if (isIP(address) === 0) {
      const error = new realm.globals.Error(`getHostByAddr EINVAL ${address}`);
      throw Object.assign(error, { errno: -22, code: "EINVAL", syscall: "getHostByAddr", hostname: address });
    }
    later(() => {
      const names = addresses.reverse(address);
      if (names.length === 0) callback(errors.unknownName("getHostByAddr", address));
      else callback(null, [...names]);
    });
    return {};
  };

  const lookupService = (address: string, port: number, callback: Callback) => {
    checkCallback(callback);
    if (isIP(address) === 0) {
      throw errors.wrongValue("address", "is invalid", address);
    }
    later(() => callback(null, addresses.reverse(address)[0] ?? address, String(port)));
    return {};
  };

  const resolve4 = resolveAs("queryA", 4);
  const resolve6 = resolveAs("queryAaaa", 6);
  const kinds: Record<string, (...args: never[]) => object> = { A: resolve4, AAAA: resolve6, PTR: reverse };
  const resolve = (name: string, kind: string | Callback, callback?: Callback) => {
    if (typeof kind === "function") return resolve4(name, kind);
    const ask = kinds[kind] as ((name: string, callback?: Callback) => object) | undefined;
    return ask === undefined ? host.refuse(`dns.resolve of ${kind}`) : ask(name, callback);
  };

  /** The same by promise. */
  const promised =
    (ask: (...args: never[]) => object, gather: (...found: unknown[]) => unknown = (found) => found) =>
    (...args: unknown[]) =>
      promiseFor(realm, (resolved, rejected) => {
        const settle: Callback = (error, ...found) => (error ? rejected(error) : resolved(gather(...found)));
        ask(...([...args, settle] as never[]));
      });

  const settings = {
    getServers: () => ["127.0.0.1"],
    setServers: () => host.refuse("dns.setServers"),
    getDefaultResultOrder: () => "verbatim",
    setDefaultResultOrder() {},
  };
  const numbers = Object.entries(real).filter(([, value]) => ["number", "string"].includes(typeof value));
  const refusals = otherKinds.map((kind) => [`resolve${kind}`, () => host.refuse(`dns.resolve${kind}`)] as const);
  const asked = { resolve, resolve4, resolve6, resolvePtr: reverse, reverse };
  const askedByPromise = Object.fromEntries(Object.entries(asked).map(([name, ask]) => [name, promised(ask)]));
  const common = { ...Object.fromEntries(numbers), ...Object.fromEntries(refusals), ...settings };

  /** A resolver of the program's own asks nobody else. */
  const resolverOf = (calls: object) => {
    class Resolver {
      cancel(): void {}
      setLocalAddress(): void {}
    }
    Object.assign(Resolver.prototype, calls);
    return Resolver;
  };

  return {
    ...common,
    ...asked,
    lookup,
    lookupService,
    Resolver: resolverOf({ ...common, ...asked }),
    promises: {
      ...common,
      ...askedByPromise,
      lookup: promised(
        (name: string, options: unknown, callback?: Callback) => lookup(name, options as LookupOptions, callback),
        (address, family) => (Array.isArray(address) ? address : { address, family }),
      ),
      lookupService: promised(lookupService, (hostname, service) => ({ hostname, service })),
      Resolver: resolverOf({ ...common, ...askedByPromise }),
    },
  };
}
