/** A server that chooses coordinates on request, off the event loop, and stops when the client goes away. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MarginalsError } from "marginals";
import { MarkovChain } from "marginals/markov";

const chain = MarkovChain.curieWeiss({ spins: 14, inverseTemperature: 0.1, field: 1 });

const server = createServer(async (request, response) => {
  const size = Number(new URL(request.url ?? "", "http://localhost").searchParams.get("size"));
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    const { indices, value } = await chain.select("entropy-rate", {
      size,
      algorithm: "greedy",
      signal: gone.signal,
    });
    response.end(JSON.stringify({ indices: [...indices], value: Number(value.toFixed(6)) }));
  } catch (error) {
    if (gone.signal.aborted) return;
    response.statusCode = error instanceof MarginalsError && error.argument === "size" ? 400 : 500;
    response.end(error instanceof Error ? error.message : String(error));
  }
});
server.listen(0);
await once(server, "listening");
const { port } = server.address() as AddressInfo;

for (const size of [3, 99]) {
  const response = await fetch(`http://localhost:${port}/?size=${size}`);
  console.log(response.status, await response.text());
}
server.close();
