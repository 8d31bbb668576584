// It waits for what nothing can bring about any more.
console.log("waiting");
await new Promise(() => {});
