// A function of the host makes functions of the host, whose chance is nobody's.
const { random } = Buffer.constructor("return Math")();

export const state = { drawn: 0 };

setTimeout(async () => {
  await null;
  state.drawn = random();
}, 100);
