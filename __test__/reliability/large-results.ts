/** Large answers of blocking calls in a row: what the caller lets go is freed before memory runs away. */
import { mutualInformationSync } from "marginals/information";
import { mib, type Row } from "./measure.ts";

const rows = 2 ** 20;
const x = Uint8Array.from({ length: rows }, (_, row) => (row * 7) % 11);
const y = Uint8Array.from({ length: rows }, (_, row) => (row * 5) % 13);

/** `count` calls that answer 8 MiB each, with no turn of the event loop between them. */
export const largeResults = async (count: number): Promise<Row> => {
  const before = process.memoryUsage.rss();
  let most = before;
  let wrong = 0;
  for (let call = 0; call < count; call++) {
    const { local } = mutualInformationSync(x, y, { local: true });
    if (local?.length !== rows) wrong++;
    most = Math.max(most, process.memoryUsage.rss());
  }
  return {
    row: "large results",
    tried: `${count} blocking calls of 8 MiB each`,
    seen: `${wrong} wrong, memory +${mib(most - before)} at most`,
    holds: wrong === 0 && most - before <= 300 * 2 ** 20,
  };
};
