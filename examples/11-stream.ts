/** A few days that differ most, chosen from a stream of four years in one pass and little memory. */
import { createReadStream, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { renderReport } from "marginals/report";
import { selectStream } from "marginals/submodular";

/** Each day as it arrives: precipitation, highest and lowest temperature and wind in units of about one deviation. */
async function* days(): AsyncGenerator<{ id: string; vector: number[] }> {
  const file = createReadStream(new URL("data/seattle-weather.csv", import.meta.url));
  for await (const line of createInterface({ input: file })) {
    const [id = "", rain, high, low, wind] = line.split(",");
    if (id === "date") continue;
    yield { id, vector: [Number(rain) / 7, Number(high) / 7, Number(low) / 5, Number(wind) / 1.5] };
  }
}

const chosen = await selectStream(days(), {
  size: 8,
  objective: { function: "log-determinant", metric: "rbf", gamma: 0.2 },
});
for (const [at, id] of chosen.ids.entries()) console.log(`${id} adds ${chosen.gains[at]?.toFixed(3)}`);
console.log(`${chosen.seen} days seen, never more than ${chosen.memory.elements} held; ${chosen.algorithm}`);

const page = join(tmpdir(), "stream.html");
const title = "Eight days that differ most";
const result = { title, sections: [{ title: "Chosen from the stream", result: chosen }] };
writeFileSync(page, renderReport(result, { command: "npm run example -- 11" }));
console.error(`report: ${page}`);
