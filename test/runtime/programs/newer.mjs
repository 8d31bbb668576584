// What the language has got of late.
export const state = {};
const { promise, resolve } = Promise.withResolvers();
resolve(1);
state.resolved = await promise;
state.tried = await Promise.try((a, b) => a + b, 1, 2);
state.failed = await Promise.try(() => {
  throw "no";
}).catch((error) => error);
const groups = Object.groupBy([1, 2, 3], (each) => (each % 2 === 1 ? "odd" : "even"));
state.groups = { ...groups };
state.keys = [...Map.groupBy(["a", "bb"], (each) => each.length).keys()];
async function* letters() {
  yield "a";
  yield "b";
}
state.made = {
  list: await Array.fromAsync([1, Promise.resolve(2)], (each) => each * 2),
  items: await Array.fromAsync(letters(), (each, index) => each + index),
  own: promise instanceof Promise && groups.odd instanceof Array && Object.getPrototypeOf(groups) === null,
};

// To be looked at.
setInterval(() => {}, 1000);
