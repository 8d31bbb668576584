// What lies beside the files of a program, and what these know of their place.
import part from "../beside/part.cjs";
import { again, data, isStarted, place, words } from "../beside/part.mjs";

console.log(words, again === words, data, data instanceof Object, isStarted, place);
console.log(part.place, new WebAssembly.Module(part.bytes) instanceof WebAssembly.Module);
console.log(import.meta.url.split("/").slice(-2));
