import wire from "node:dgram";
export const state = { returned: [] };
wire.listen(
  "hello",
  () => {},
  (body, from) => state.returned.push(`${body} from ${from} at ${performance.now()}`),
);
setTimeout(() => {
  for (const name of ["deaf", "ended", "dead"]) wire.send(name, "hello", `hello ${name}`);
}, 1000);
