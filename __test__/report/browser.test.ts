/** The page in a real browser, without JavaScript: wide and narrow, light and dark. Skipped where no Chromium is. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "marginals/report";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const names = [
  "precipitation",
  "highest temperature of the day",
  "lowest temperature of the day",
  "wind",
  "weather",
];
const all = names.map((_, index) => index);
const picks = all.map((size) => ({
  names,
  indices: all.slice(0, size + 1),
  gains: all.slice(0, size + 1).map(() => 0.5),
  value: (size + 1) / 2,
  bound: 3,
  ratio: (size + 1) / 6,
  algorithm: "greedy",
}));
const document = {
  title: "Five variables with long names",
  facts: [{ label: "Chosen", value: "{precipitation, highest temperature of the day, weather}" }],
  command: `npx marginals markov ${"a".repeat(120)}.csv --columns ${names.join(",")}`,
  sections: [
    { title: "Curve", result: { objective: "entropy-rate", sizes: [1, 2, 3, 4, 5], selections: picks } },
    {
      title: "Structure",
      result: {
        names,
        singles: { entropyRate: all },
        pairs: { distance: all.flatMap((i) => all.map((j) => Math.abs(i - j))) },
      },
    },
    {
      title: "Estimates",
      result: all.map((value) => ({
        value,
        estimator: "plug-in",
        label: names[value],
        interval: [value - 1, value + 1],
      })),
    },
    {
      title: "Packing",
      result: {
        passages: [
          {
            index: 0,
            id: "a-file-with-a-rather-long-name.md#12",
            text: "word ".repeat(80),
            tokens: 80,
            relevance: 0.5,
            gain: 9,
          },
          { index: 1, id: "b", text: "short", tokens: 1, relevance: 0.25, gain: 0.1, included: true },
        ],
        text: `${"word ".repeat(80)}\n\nshort`,
        tokens: 81,
        budget: 100,
        omitted: [{ index: 2, tokens: 500, relevance: 0.4, reason: "too-long" }],
        nextTokenGain: 0.01,
        next: { index: 2, gain: 5, budget: 582 },
        value: 9.1,
        bound: null,
      },
    },
    {
      title: "Pictures",
      result: {
        caption: "Six of them",
        width: 28,
        height: 28,
        pictures: all.map((value) => ({
          label: `picture ${value}`,
          gray: Array.from({ length: 784 }, (_, at) => (at % 28) / 28),
        })),
      },
    },
    {
      title: "Partition",
      result: {
        names,
        blocks: [
          [0, 1],
          [2, 3, 4],
        ],
        value: 1,
      },
    },
  ],
};

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "marginals-report-"));
    writeFileSync(join(folder, "report.html"), renderReport(document));
    address = pathToFileURL(join(folder, "report.html")).href;
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (
    width: number,
    colorScheme: "light" | "dark",
  ): Promise<{ page: Page; asked: string[] }> => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => asked.push(message.text()));
    await page.goto(address);
    return { page, asked };
  };

  test.each([320, 375, 768, 1280])(
    "%i pixels wide: nothing sticks out, nothing is fetched",
    async (width) => {
      const { page, asked } = await open(width, "light");
      // Pictures are part of the page itself.
      expect(asked.filter((url) => !url.startsWith("data:image/png;base64,"))).toEqual([address]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      const charts = page.locator("svg");
      expect(await charts.count()).toBe(4);
      for (const chart of await charts.all()) {
        const box = await chart.boundingBox();
        expect(box?.width).toBeGreaterThan(240);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
    },
  );

  test("labels stay readable on a phone", async () => {
    const { page } = await open(375, "light");
    const smallest =
      "Math.min(...[...document.querySelectorAll('svg text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b)))";
    expect(await page.evaluate(smallest)).toBeGreaterThan(9);
  });

  test("dark is dark, light is light, and text stands out in both", async () => {
    for (const scheme of ["light", "dark"] as const) {
      const { page } = await open(1280, scheme);
      const lightness =
        "(element, property) => (getComputedStyle(document.querySelector(element))[property].match(/\\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765";
      const at = async (element: string, property: string): Promise<number> =>
        (await page.evaluate(`(${lightness})("${element}", "${property}")`)) as number;
      const [background, ink, label] = [
        await at("body", "backgroundColor"),
        await at("h1", "color"),
        await at("svg text", "fill"),
      ];
      expect(background > 0.5).toBe(scheme === "light");
      expect(Math.abs(background - ink)).toBeGreaterThan(0.6);
      expect(Math.abs(background - label)).toBeGreaterThan(0.4);
    }
  });

  test("readers are told what each chart shows", async () => {
    const { page } = await open(1280, "light");
    for (const name of [
      /Entropy rate by size/,
      /Distance of pairs between every two/,
      /Estimates: precipitation/,
      /Value by tokens: a-file/,
    ]) {
      expect(await page.getByRole("img", { name }).count()).toBe(1);
    }
  });
});
