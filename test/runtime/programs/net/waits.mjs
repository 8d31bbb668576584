import net from "node:net";

/** Connects and says nothing; and fetches something later. */
const [host] = process.argv.slice(2);
const print = (what) => console.log(`${Math.round(performance.now() / 1000)} s ${what}`);
net.connect(80, host).on("data", (data) => print(`${data}`.split("\r\n")[0]));
setTimeout(() => {
  fetch(`http://${host}/`).then(
    ({ status }) => print(`fetched ${status}`),
    ({ cause }) => print(cause.code),
  );
}, 2000);
