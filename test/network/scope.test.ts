import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betweenGroups, majorityRing, oneWay, type Scope, touching } from "../../src/network/scope.js";

/** The links of a scope, as "0>1", in order. */
function links(scope: Scope, peerCount: number): string[] {
  const all: string[] = [];
  for (let from = 0; from < peerCount; from++) {
    for (let to = 0; to < peerCount; to++) if (scope.has(from, to)) all.push(`${from}>${to}`);
  }
  return all;
}

describe("a scope", () => {
  test("between groups has all links from one to another, both ways, and leaves out who is in none", () => {
    const scope = betweenGroups(5, [[0, 1], [3]]);
    expect(links(scope, 5)).toEqual(["0>3", "1>3", "3>0", "3>1"]);
  });

  test("between three groups has each pair of them", () => {
    expect(links(betweenGroups(3, [[0], [1], [2]]), 3)).toEqual(["0>1", "0>2", "1>0", "1>2", "2>0", "2>1"]);
  });

  test("with a bridge leaves the bridge in touch with both sides", () => {
    const scope = betweenGroups(5, [
      [0, 1],
      [3, 4],
    ]);
    const bridge = 2;
    expect(links(scope, 5).filter((link) => link.includes(String(bridge)))).toEqual([]);
    expect(scope.has(0, 4) && scope.has(4, 0)).toBe(true);
  });

  test("one way has the links there and not those back", () => {
    expect(links(oneWay(4, [0, 1], [2, 3]), 4)).toEqual(["0>2", "0>3", "1>2", "1>3"]);
  });

  test("touching a group has the links within it, from it and to it, and none of outsiders", () => {
    const everyone = [0, 1, 2, 3];
    expect(links(touching(5, [1, 2], everyone), 5).filter((link) => link[0] !== link[2])).toEqual([
      "0>1",
      "0>2",
      "1>0",
      "1>2",
      "1>3",
      "2>0",
      "2>1",
      "2>3",
      "3>1",
      "3>2",
    ]);
  });

  test("never has a peer's link to itself, which no fault of a network can touch", () => {
    const peer = fc.nat(9);
    const groups = fc.array(fc.uniqueArray(peer, { minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(groups, (groups) => {
        const everyone = Array.from({ length: 10 }, (_, peer) => peer);
        const [first, second = []] = groups as [number[], number[]?];
        const scopes = [
          betweenGroups(10, groups),
          oneWay(10, first, second),
          touching(10, first, everyone),
          majorityRing(10, everyone),
        ];
        for (const scope of scopes) expect(everyone.filter((peer) => scope.has(peer, peer))).toEqual([]);
      }),
    );
  });

  test.each([4, 5, 6, 7, 8, 9, 10, 13])(
    "of a majority ring of %i lets each see a majority, both ways, and no two the same one",
    (size) => {
      // Shuffled, and among peers that do not belong to the ring.
      const ring = Array.from({ length: size }, (_, at) => 2 + ((at * 3 + 1) % size)).filter(
        (peer, at, all) => all.indexOf(peer) === at,
      );
      const members = ring.length === size ? ring : Array.from({ length: size }, (_, at) => 2 + at);
      const scope = majorityRing(size + 4, members);
      const seen = members.map((peer) => members.filter((other) => !scope.has(peer, other)).toSorted());
      const heard = members.map((peer) => members.filter((other) => !scope.has(other, peer)).toSorted());
      expect(heard).toEqual(seen);
      for (const majority of seen) {
        expect(majority.length).toBeGreaterThan(size / 2);
        expect(majority.length).toBeLessThan(size);
      }
      expect(new Set(seen.map(String)).size).toBe(size);
      const outsiders = [0, 1, size + 2, size + 3];
      for (const peer of members)
        expect(outsiders.some((other) => scope.has(peer, other) || scope.has(other, peer))).toBe(false);
    },
  );

  test("of a majority ring keeps majorities as small as a ring can", () => {
    const sizes = [4, 5, 6, 7, 8, 9].map((size) => {
      const ring = Array.from({ length: size }, (_, peer) => peer);
      const scope = majorityRing(size, ring);
      return ring.filter((other) => !scope.has(0, other)).length;
    });
    // Neighbours on both sides come in pairs, so that the number is odd.
    expect(sizes).toEqual([3, 3, 5, 5, 5, 5]);
  });
});
