import wire from "node:dgram";
wire.listen("echo", (body, from) => wire.send(from, "echo", { answer: body.text.toUpperCase() }));
