// A program that says where it is, as loggers do: by a line of its own stack.
const [, file, line] = /([^\s(]+):(\d+):\d+\)?$/m.exec(new Error("here").stack.split("\n")[1]);

console.log(`${file}:${line}`);
