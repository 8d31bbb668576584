console.log();
console.log("one", { a: [1, { b: new Map([["c", 1]]) }] }, "two");
console.info("%s is %d%%", "share", 40, "of it");
console.group("group");
console.log("inside\nof it");
console.group();
console.debug([1, 2, 3]);
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.log("outside");
console.table([{ a: 1 }, { a: 2 }]);
console.dir({ deep: { deeper: { deepest: {} } } }, { depth: 0 });
console.assert(1 === 1, "not said");
console.count("count");
const { log } = console;
log("alone", log.name);

// Parts of lines, as texts and as bytes, a character of three bytes in two parts among them.
const euro = Buffer.from("€\n");
process.stdout.write("part ");
process.stdout.write("of a line\nand ");
process.stdout.write(euro.subarray(0, 2));
process.stdout.write(euro.subarray(2));
process.stdout.write("two\nlines\n");
process.stdout.write(Buffer.from("bytes\n"), () => console.log("written"));
process.stdout.write("latin\n", "latin1");

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text, ...rest) => write(`taken ${text}`, ...rest);
console.log("by the program");
