import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { MarginalsError } from "../../ts/errors.ts";
import { renderReport } from "marginals/report";

const names = ["rain", "heat", "wind"];
const selection = {
  names,
  objective: "entropy-rate",
  sense: "maximize",
  indices: Uint32Array.of(2, 0),
  gains: Float64Array.of(1.25, 0.5),
  value: 1.75,
  bound: 2,
  boundCondition: "the objective is submodular (tested)",
  ratio: 0.875,
  guarantee: { ratio: 1 - 1 / Math.E, condition: "submodular and monotone", source: "Nemhauser 1978" },
  evaluations: 1234,
  algorithm: "lazy-greedy",
  seed: 0,
  stopped: "size",
  warnings: [],
};
const curve = {
  objective: "entropy-rate",
  sense: "maximize",
  unit: "nats",
  sizes: [1, 2],
  selections: [selection, selection],
};
const optimum = {
  ...curve,
  selections: curve.selections.map((one) => ({ ...one, algorithm: "exhaustive" })),
};
const better = {
  ...optimum,
  selections: optimum.selections.map((one) => ({ ...one, indices: [0, 1], value: 1.9 })),
};
const partition = {
  names,
  blocks: [[0], [1, 2]],
  value: 0.25,
  exact: true,
  algorithm: "exact",
  unit: "nats",
};
const parts = { names, parts: [[0], [2]], groundSets: [[0, 1], [2]], value: 1.5, bound: null, ratio: null };
const structure = {
  names,
  whole: { entropyRate: 1.625, distanceToStationarity: null },
  singles: { entropyRate: Float64Array.of(0.5, 1.5, 2.5) },
  slack: { value: -0.125, set: Uint32Array.of(0), pair: Uint32Array.of(1, 2), exact: true },
  without: { entropyRate: Float64Array.of(0.5, 0.25, 0.125) },
  reference: { origin: "given", residual: 0.5 },
  pairs: { distanceToIndependence: Float64Array.of(0, 0.1, 0.2, 0.1, 0, 0.3, 0.2, 0.3, 0) },
};
const estimates = [
  {
    value: 0.9,
    unit: "nats",
    estimator: "miller-madow",
    label: "rain",
    interval: { lower: 0.8, upper: 1, level: 0.95 },
  },
  {
    value: 0.7,
    unit: "nats",
    estimator: "plug-in",
    label: "heat",
    interval: null,
    warnings: ["few transitions"],
  },
];
const subsets = {
  names,
  objectives: ["entropy-rate"],
  subsets: [
    { indices: [0], values: [0.5] },
    { indices: [0, 1], values: [1] },
  ],
};
const all = {
  title: "Everything",
  facts: [{ label: "Chosen", value: "{wind, rain}" }],
  command: "marginals demo",
  sections: [
    { title: "Selection", result: selection },
    { title: "Curves", result: { curves: [curve, better], subsets } },
    { title: "Partition", result: partition },
    { title: "Partitions", result: [partition, { ...partition, blocks: [[0], [1], [2]] }] },
    { title: "Parts", result: parts },
    { title: "Structure", result: structure },
    { title: "Estimates", result: estimates },
    { title: "Subsets", result: subsets },
    {
      title: "Lines",
      result: { title: "Mixing", xLabel: "steps", lines: [{ label: "worst", x: [0, 1], y: [1, 0.5] }] },
    },
    { title: "Other", result: { answer: 42, list: [1.5, 2], nested: { deep: "value" } } },
  ],
};

/** The page's text without tags. */
const words = (page: string): string =>
  page
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

describe("a page", () => {
  const page = renderReport(all);

  test("is complete in itself and runs nothing", () => {
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(\s*["']?(?!#)|\son\w+=/i);
    const references = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1]!);
    expect(references.filter((reference) => !reference.startsWith("#"))).toEqual([]);
  });

  test("is the same text for the same result", () => {
    expect(renderReport(all)).toBe(page);
  });

  test("opens every tag it closes", () => {
    const open: string[] = [];
    for (const [, slash, tag, own] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi)) {
      if (own === "/" || ["meta", "br"].includes(tag!)) continue;
      if (slash === "/") expect(open.pop()).toBe(tag);
      else open.push(tag!);
    }
    expect(open).toEqual([]);
  });

  test("names no element twice, and every link has its target", () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/(?:href="#|url\(#|aria-labelledby=")([^")]+)/g))
      expect(ids).toContain(target);
  });

  test("has words and a table for every chart", () => {
    const charts = page.split("<svg ").slice(1);
    expect(charts.length).toBe(5);
    for (const chart of charts) {
      expect(chart).toMatch(/^role="img" aria-label="[^"]{10,}"/);
      expect(chart.slice(chart.indexOf("</svg>"))).toMatch(/^<\/svg>[\s\S]*?<table>/);
    }
  });

  test("draws in the colors of the page, so that both schemes are served", () => {
    const drawings = page.match(/<svg [\s\S]*?<\/svg>/g)!.join("");
    expect(drawings).toContain("var(--s1)");
    expect(drawings.match(/(?:fill|stroke)="#(?!000")[0-9a-f]{3,6}"/g) ?? []).toEqual([]);
  });
});

describe("each kind of result", () => {
  test("selection: chosen names, value, what is certain", () => {
    const text = words(renderReport(selection));
    for (const word of [
      "wind",
      "rain",
      "1.7500",
      "87.5%",
      "1,234 gains",
      "Nemhauser 1978",
      "63.2%",
      "submodular (tested)",
    ]) {
      expect(text).toContain(word);
    }
  });

  test("selection without a bound says so", () => {
    expect(words(renderReport({ ...selection, bound: null, ratio: null }))).toContain(
      "No bound on the optimum holds here",
    );
  });

  test("curves: the optimum beside the chosen set, ticked only where it was met", () => {
    expect(words(renderReport([curve, optimum]))).toContain("optimal");
    const text = words(renderReport([curve, better]));
    expect(text).not.toContain("✓");
    expect(text).toContain("{wind, rain} best: {rain, heat} 1.7500 92.1% ≤ 2.0000 1.9000");
  });

  test("structure: a square for every ordered pair, told in words", () => {
    const page = renderReport(structure);
    expect(page.match(/<title>[^<]*–[^<]*<\/title>/g)?.length).toBe(6);
    expect(page).toContain("heat – wind: 0.3000");
    expect(words(page)).toContain("wind 2.5000 – all together 1.6250");
    expect(words(page)).toContain("is not submodular");
    expect(words(page)).toContain("−0.1250 , of {heat, wind} at {rain}");
    expect(words(page)).toContain("wind 0.1250");
    expect(words(page)).toContain("Origin: given Residual: 0.5000");
  });

  test("estimates: intervals and warnings", () => {
    const text = words(renderReport(estimates));
    expect(text).toContain("0.8000 … 1.0000");
    expect(text).toContain("95% interval");
    expect(text).toContain("few transitions");
  });

  test("partition, parts, subsets, and anything else", () => {
    expect(words(renderReport(partition))).toContain("block 2 heat wind");
    expect(words(renderReport(parts))).toContain("{rain, heat}");
    expect(
      words(
        renderReport({
          headings: ["set", "value"],
          rows: [
            ["{wind}", 0.25],
            ["{heat}", null],
          ],
        }),
      ),
    ).toContain("{wind} 0.2500 {heat} –");
    expect(words(renderReport(subsets))).toContain("{rain, heat} 1.0000");
    const others = { answer: 42, list: Float64Array.of(1.5, 2.25), none: [] };
    expect(words(renderReport(others))).toContain("Answer 42 List 1.5000, 2.2500 None none");
  });

  test("elements without names are called by their index", () => {
    expect(words(renderReport({ ...selection, names: undefined }))).toContain(" 2 ");
    expect(words(renderReport({ ...selection, names: undefined }, { names: ["a", "b", "c"] }))).toContain(
      " c ",
    );
  });
});

describe("hostile input", () => {
  const attack = `$&zr0-</style><script>alert("1")</script>&'\u0000\ud800`;

  test("text stays text wherever it comes in", () => {
    const page = renderReport(
      {
        title: attack,
        summary: attack,
        command: attack,
        warnings: [attack],
        facts: [{ label: attack, value: attack, note: attack }],
        sections: [
          {
            title: attack,
            text: attack,
            result: { ...selection, names: [attack, attack, attack], objective: attack, algorithm: attack },
          },
          { title: attack, result: { ...structure, names: [attack, attack, attack] } },
          { title: attack, result: [{ ...curve, objective: attack, names: [attack, attack, attack] }] },
          { title: attack, result: estimates.map((estimate) => ({ ...estimate, label: attack })) },
          { title: attack, result: { [attack]: attack } },
        ],
      },
      {},
    );
    expect(page).not.toContain("<script");
    expect(page.match(/<\/style>/g)?.length).toBe(1);
    expect(page).not.toContain("\u0000");
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page.match(/<title>[^<]*zr0-/g)?.length).toBeGreaterThan(8);
    expect(Buffer.from(page, "utf8").toString("utf8")).toBe(page);
  });

  test.each([undefined, null, 1, "text"])("%s is no result", (value) => {
    expect(() => renderReport(value)).toThrow(MarginalsError);
    expect(() => renderReport(value)).toThrow(/^renderReport\(\): result must be a result \(an object/);
  });

  test("an unknown option is named", () => {
    expect(() => renderReport(selection, { titel: "x" } as object)).toThrow(/titel.*title/);
  });

  test.each([
    ["an empty selection", { ...selection, indices: [], gains: [] }],
    ["infinite values", { ...selection, value: Infinity, bound: Infinity, gains: [Infinity, 0] }],
    ["no numbers", { ...selection, value: NaN, bound: NaN, gains: [NaN, NaN] }],
    ["an empty curve", { ...curve, sizes: [], selections: [] }],
    ["an empty structure", { singles: {}, pairs: {} }],
    ["an empty document", { title: "", sections: [] }],
    ["empty blocks", { ...partition, blocks: [[]] }],
  ])("%s gives a page", (_, value) => {
    expect(renderReport(value)).toContain("</html>");
  });
});

describe("a packing", () => {
  const packing = {
    passages: [
      {
        index: 2,
        id: "light",
        text: "A fern wants <shade>.",
        tokens: 6,
        relevance: 0.5,
        gain: 3,
        included: true,
      },
      { index: 0, text: "Water it.", tokens: 3, relevance: 0.25, gain: 1.5, included: false },
    ],
    text: "A fern wants <shade>.\n\nWater it.",
    tokens: 9,
    budget: 12,
    omitted: [
      {
        index: 1,
        id: "copy",
        tokens: 6,
        relevance: 0.5,
        reason: "redundant",
        with: { index: 2, id: "light" },
        similarity: 0.96,
      },
      { index: 3, id: "cat", tokens: 4, relevance: 0, reason: "irrelevant" },
      { index: 4, id: "long", tokens: 99, relevance: 0.4, reason: "too-long" },
    ],
    nextTokenGain: 0.125,
    next: { index: 4, id: "long", gain: 12.5, budget: 108 },
    value: 4.5,
    bound: null,
    algorithm: "cost-benefit-greedy",
    stopped: "budget",
  };

  test("tells what was chosen, what was left out and why, and what more would buy", () => {
    const page = renderReport(packing, { title: "How do I look after a fern?" });
    expect(page).toContain("A fern wants &lt;shade&gt;.");
    expect(page).not.toContain("<shade>");
    expect(page).toContain("repeats light (cosine 0.960)");
    expect(page).toContain(
      "1 longer than the budget allows; 1 said by a chosen passage; 1 not relevant enough.",
    );
    expect(page).toContain("worth 0.125, from a budget of 108");
    expect(page).toContain("had to be included");
    expect(page.indexOf("long</th>")).toBeLessThan(page.indexOf("copy</th>"));
    expect(page).toContain("Value by tokens: light: 3.0000 at 6 tokens, #0: 4.5000 at 9 tokens.");
  });

  test("an empty one is a page too", () => {
    const empty = { ...packing, passages: [], text: "", tokens: 0, value: 0, next: null, nextTokenGain: 0 };
    expect(renderReport(empty)).toContain("buys nothing");
  });
});

test("pictures are drawn without anything outside the page", () => {
  const gray = Float64Array.of(0, 0.5, 1, 2);
  const page = renderReport({
    caption: "Chosen <digits>",
    width: 2,
    height: 2,
    pictures: [{ label: "a 7", gray }],
  });
  expect(page).toContain("Chosen &lt;digits&gt;");
  const [, data = ""] = /src="data:image\/png;base64,([^"]+)"/.exec(page) ?? [];
  const bytes = Buffer.from(data, "base64");
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  const start = bytes.indexOf("IDAT") + 4;
  const pixels = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
  expect([...pixels]).toEqual([0, 255, 128, 0, 0, 0]);
});
