/** Every exported function of the package, with arguments it accepts. The coverage test finds what is left out. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as root from "marginals";
import * as context from "marginals/context";
import { MarkovChain } from "marginals/markov";
import * as report from "marginals/report";
import * as submodular from "marginals/submodular";
import * as tables from "marginals/table";
import type { Target } from "./attack.ts";
import { bpeTargets } from "./bpe-targets.ts";
import { informationTargets } from "./information-targets.ts";
import { streams } from "./stream-targets.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-hostile-"));
const csv = join(folder, "small.csv");
writeFileSync(csv, "a,b\nx,1.5\ny,2.5\nx,3.5\n");

const callable = (owner: object, key: string): ((...args: unknown[]) => unknown) => {
  const found: unknown = Reflect.get(owner, key);
  if (typeof found !== "function") throw new Error(`no function ${key}`);
  return (...args) => Reflect.apply(found, owner, args) as unknown;
};

const job = ["seed", "threads", "signal", "onAbort", "onProgress", "transfer"];
const reading = ["signal", "onProgress"];
const matrix = (): Float64Array => Float64Array.from({ length: 16 }, () => 0.25);
const small = MarkovChain.fromMatrix({ sizes: [2, 2], transition: matrix(), names: ["first", "second"] });
const spins = MarkovChain.curieWeiss({ spins: 4, inverseTemperature: 0.1, field: 1 });
const sample = tables.table({ columns: { a: ["x", "y", "x"], b: [1.5, 2.5, 3.5] } });
const categories = tables.table({ columns: { a: ["x", "y", "x"], b: ["u", "u", "v"], c: [1, 2, 2] } });
const selection = await spins.select("entropy-rate", { size: 2 });

const twin = (target: Target, owner: object, key: string): Target[] => [
  target,
  { ...target, name: `${target.name}Sync`, call: callable(owner, `${key}Sync`) },
];

const quantity = [...job, "complement", "route", "base"];
const quantities = (
  [
    ["entropyRate", () => [[0, 1], {}], quantity],
    ["distanceToIndependence", () => [[0, 1], {}], quantity],
    ["distanceToFactorizability", () => [[0], {}], quantity],
    ["distanceToStationarity", () => [[0, 1], {}], [...quantity, "reading"]],
    ["mutualInformation", () => [[0, 1], {}], quantity],
  ] as const
).flatMap(([key, valid, options]) =>
  twin({ name: `chain.${key}`, call: callable(spins, key), valid, properties: { 1: options } }, spins, key),
);

const choice = [...job, "sense", "algorithm", "costs", "complement", "route", "epsilon", "batch"];
const selections = (
  [
    [
      "select",
      () => ["entropy-rate", { size: 2 }],
      [...choice, "exactSize", "fixed", "initial", "excluded", "reading"],
      1,
    ],
    [
      "selectCurve",
      () => ["entropy-rate", { sizes: [1, 2] }],
      [...choice, "exactSize", "fixed", "initial", "excluded", "reading"],
      1,
    ],
    [
      "selectParts",
      () => [
        "entropy-rate",
        {
          groundSets: [
            [0, 1],
            [2, 3],
          ],
          size: 2,
        },
      ],
      [...choice, "sizes"],
      1,
    ],
    [
      "selectPartsCurve",
      () => [
        "entropy-rate",
        {
          groundSets: [
            [0, 1],
            [2, 3],
          ],
          sizes: [1, 3],
        },
      ],
      choice,
      1,
    ],
    ["simulate", () => [5, { start: 1 }], job, 1],
    ["partition", () => [{ blocks: 2 }], [...job, "minSize", "maxSize", "algorithm", "route"], 0],
    ["structureReport", () => [{}], [...job, "route"], 0],
    ["prepare", () => [{}], job, 0],
  ] as const
).flatMap(([key, valid, options, at]) =>
  twin(
    { name: `chain.${key}`, call: callable(spins, key), valid, properties: { [at]: options } },
    spins,
    key,
  ),
);

const observation = [...job, "smoothing", "lag"];
const chains: Target[] = [
  {
    name: "MarkovChain.fromMatrix",
    call: callable(MarkovChain, "fromMatrix"),
    valid: () => [
      {
        sizes: [2, 2],
        transition: matrix(),
        reference: new Float64Array(4).fill(0.25),
        names: ["first", "second"],
      },
    ],
  },
  {
    name: "MarkovChain.fromSparse (rows)",
    call: callable(MarkovChain, "fromSparse"),
    valid: () => [
      {
        sizes: [2],
        transition: { data: [0.5, 0.5, 1], indices: [0, 1, 0], indptr: [0, 2, 3], rows: 2, cols: 2 },
      },
    ],
    properties: { 0: ["reference", "names"] },
  },
  {
    name: "MarkovChain.fromSparse (edges)",
    call: (from, to, probability) =>
      MarkovChain.fromSparse({ sizes: [2], transition: { from, to, probability } as never }),
    valid: () => [new Uint32Array([0, 0, 1]), new Uint32Array([0, 1, 0]), new Float64Array([0.5, 0.5, 1])],
  },
  {
    name: "MarkovChain.curieWeiss",
    call: callable(MarkovChain, "curieWeiss"),
    valid: () => [
      {
        spins: 3,
        inverseTemperature: 0.1,
        field: 1,
        couplings: "decaying",
        dynamics: "heat-bath",
        names: ["a", "b", "c"],
      },
    ],
  },
  {
    name: "MarkovChain.bernoulliLaplace",
    call: callable(MarkovChain, "bernoulliLaplace"),
    valid: () => [{ colors: [2, 2, 2], urn: 3, swaps: 1, names: ["a", "b"] }],
  },
  {
    name: "MarkovChain.product",
    call: callable(MarkovChain, "product"),
    valid: () => [[small, spins], {}],
    properties: { 1: ["names"] },
  },
  {
    name: "MarkovChain.random",
    call: callable(MarkovChain, "random"),
    valid: () => [{ sizes: [2, 3], density: 0.8, productLaw: false, seed: 1, names: ["a", "b"] }],
  },
  {
    name: "MarkovChain.singleFlip",
    call: callable(MarkovChain, "singleFlip"),
    valid: () => [{ sizes: [2, 2], probabilities: new Float64Array(8).fill(0.25) }],
    properties: { 0: ["reference", "names"] },
  },
  ...twin(
    {
      name: "MarkovChain.fromTrajectories",
      call: callable(MarkovChain, "fromTrajectories"),
      valid: () => [
        [
          [
            ["a", "x"],
            ["b", "y"],
            ["a", "x"],
            ["b", "x"],
            ["a", "y"],
            ["a", "x"],
          ],
        ],
        { smoothing: "krichevsky-trofimov" },
      ],
      properties: { 1: [...observation, "sizes", "names"] },
    },
    MarkovChain,
    "fromTrajectories",
  ),
  ...twin(
    {
      name: "MarkovChain.fromTable",
      call: callable(MarkovChain, "fromTable"),
      valid: () => [sample, { bins: 2, smoothing: { add: 1 } }],
      properties: { 1: [...observation, "columns", "method"] },
    },
    MarkovChain,
    "fromTable",
  ),
  { name: "chain.project", call: callable(spins, "project"), valid: () => [[0, 2]] },
  ...twin(
    {
      name: "chain.distanceToFixedSet",
      call: callable(spins, "distanceToFixedSet"),
      valid: () => [[0], [1, 2], {}],
      properties: { 2: quantity },
    },
    spins,
    "distanceToFixedSet",
  ),
];

const observed = MarkovChain.fromTrajectoriesSync([
  [
    ["a", "x"],
    ["b", "y"],
    ["a", "x"],
    ["b", "x"],
    ["a", "y"],
    ["a", "x"],
  ],
]);
const diagnostics: Target[] = [
  ...(["facts", "referenceLaw", "transitionMatrix", "spectrum", "connections"] as const).map((key) => ({
    name: `chain.${key}`,
    call: callable(spins, key),
    valid: () => [{}],
    properties: { 0: job },
  })),
  {
    name: "chain.mixingCurve",
    call: callable(spins, "mixingCurve"),
    valid: () => [3, { starts: [0], target: new Float64Array(16).fill(1 / 16) }],
    properties: { 1: job },
  },
  {
    name: "chain.memoryDefects",
    call: callable(spins, "memoryDefects"),
    valid: () => [[0], {}],
    properties: { 1: job },
  },
  ...twin(
    {
      name: "chain.estimate",
      call: callable(observed, "estimate"),
      valid: () => ["entropy-rate", { subset: [0], interval: { replicates: 10 } }],
      properties: { 1: [...job, "blocks", "fixed", "correction", "base"] },
    },
    observed,
    "estimate",
  ),
  ...twin(
    {
      name: "chain.factorizationTest",
      call: callable(observed, "factorizationTest"),
      valid: () => [[[0], [1]], {}],
      properties: { 1: job },
    },
    observed,
    "factorizationTest",
  ),
  ...(["split", "halves"] as const)
    .filter((key) => key in observed)
    .map((key) => ({
      name: `chain.${key}`,
      call: callable(observed, key),
      valid: () => [{}],
      properties: { 0: [...job, "block"] },
    })),
  {
    name: "chain.entropies",
    call: callable(spins, "entropies"),
    valid: () => [{}],
    properties: { 0: ["complement", "route"] },
  },
  {
    name: "chain.objective",
    call: callable(spins, "objective"),
    valid: () => ["entropy-rate", {}],
    properties: { 1: ["complement", "fixed", "route", "reading"] },
  },
];

const covers = () =>
  submodular.customFunction({
    groundSize: 4,
    gains: (candidates, selected) => Array.from(candidates, (e) => 1 + e - 0.1 * selected.length),
  });
const optimizing = [
  "algorithm",
  "exactSize",
  "initial",
  "excluded",
  "epsilon",
  "order",
  "tries",
  "batch",
  "costs",
  "candidates",
  "firstStage",
  "gap",
  "machines",
  "executor",
  "steps",
  "samples",
  "rounding",
  "maxEvaluations",
  "target",
  "certificate",
  ...job,
];
const elementNames = ["initial", "excluded", "order", "candidates", "executor"];
const solving = optimizing.filter((option) => !elementNames.includes(option));
const optimizers: Target[] = [
  ...(["maximize", "minimize"] as const).flatMap((key) =>
    twin(
      {
        name: key,
        call: callable(submodular, key),
        valid: () => [covers(), { size: 2 }, {}],
        properties: { 2: optimizing },
      },
      submodular,
      key,
    ),
  ),
  {
    name: "maximize (native)",
    call: callable(submodular, "maximize"),
    valid: () => [submodular.modular([1, 2, 3]), { size: 2 }, {}],
    properties: { 2: optimizing },
  },
  {
    name: "inProcessExecutor",
    call: callable(submodular, "inProcessExecutor"),
    valid: () => [submodular.modular([1, 2])],
  },
  {
    name: "customFunction",
    call: callable(submodular, "customFunction"),
    valid: () => [
      { groundSize: 3, gains: () => [1], structure: { shape: "unknown" }, names: ["a", "b", "c"] },
    ],
  },
  {
    // What the caller's function answers is input as well.
    name: "customFunction (answers)",
    call: (answer) =>
      submodular.maximize(submodular.customFunction({ groundSize: 2, gains: () => answer as number[] }), {
        size: 1,
      }),
    valid: () => [[1, 2]],
  },
  ...twin(
    { name: "value", call: callable(covers(), "value"), valid: () => [[0, 1], {}], properties: { 1: job } },
    covers(),
    "value",
  ),
  ...twin(
    {
      name: "minimizeDifference",
      call: callable(submodular, "minimizeDifference"),
      valid: () => [submodular.modular([1, 2, 3]), submodular.modular([3, 2, 1]), { size: 2 }, {}],
      properties: { 3: optimizing },
    },
    submodular,
    "minimizeDifference",
  ),
  ...(["checkStructure", "submodularityRatio"] as const).flatMap((key) =>
    twin(
      {
        name: key,
        call: callable(submodular, key),
        valid: () => [submodular.modular([1, 2, 3]), {}],
        properties: { 1: ["samples", ...(key === "submodularityRatio" ? ["size"] : []), ...job] },
      },
      submodular,
      key,
    ),
  ),
  {
    name: "columnEntropy",
    call: callable(submodular, "columnEntropy"),
    valid: () => [categories, { given: ["a"] }],
  },
  {
    name: "columnInformation",
    call: callable(submodular, "columnInformation"),
    valid: () => [categories, { target: ["a"], given: ["c"], conditionallyIndependent: false }],
  },
  {
    name: "submodularMutualInformation",
    call: callable(submodular, "submodularMutualInformation"),
    valid: () => [submodular.modular([1, 2, 3]), { query: [0] }],
  },
  {
    name: "submodularConditionalGain",
    call: callable(submodular, "submodularConditionalGain"),
    valid: () => [submodular.modular([1, 2, 3]), { private: [0] }],
  },
  ...(
    [
      [
        "facilityLocationMutualInformation",
        { query: [[1, 0]], eta: 1, over: "represented" },
        ["represented", "weights", "neighbors", "method"],
      ],
      [
        "facilityLocationConditionalGain",
        { private: [[1, 0]], nu: 1 },
        ["represented", "weights", "neighbors", "method"],
      ],
      [
        "facilityLocationConditionalMutualInformation",
        { query: [[1, 0]], private: [[0, 1]], eta: 1, nu: 1 },
        ["weights"],
      ],
      ["graphCutMutualInformation", { query: [[1, 0]], lambda: 1 }, []],
      ["graphCutConditionalGain", { private: [[1, 0]], nu: 1, lambda: 1 }, []],
      ["concaveOverModularMutualInformation", { query: [[1, 0]], eta: 1, concave: "log1p" }, ["cap"]],
      ["logDeterminantMutualInformation", { query: [[1, 0]], eta: 1, regularization: 1 }, []],
      ["logDeterminantConditionalGain", { private: [[1, 0]], nu: 1, regularization: 1 }, []],
      [
        "logDeterminantConditionalMutualInformation",
        { query: [[1, 0]], private: [[0, 1]], eta: 1, nu: 1 },
        [],
      ],
    ] as const
  ).map(([name, options, more]) => ({
    name,
    call: callable(submodular, name),
    valid: () => [
      [
        [1, 2],
        [2, 1],
        [0, 3],
      ],
      { ...options },
    ],
    properties: { 1: ["metric", "gamma", "negative", "transfer", "names", ...more] },
  })),
  ...(
    [
      ["setCoverMutualInformation", { query: [0] }],
      ["setCoverConditionalGain", { private: [0] }],
      ["setCoverConditionalMutualInformation", { query: [0], private: [1] }],
    ] as const
  ).map(([name, sets]) => ({
    name,
    call: callable(submodular, name),
    valid: () => [{ sets: [[0, 1], [1]], ...sets }],
    properties: { 0: ["weights", "concepts", "names"] },
  })),
  ...(
    [
      ["probabilisticSetCoverMutualInformation", { query: [[0.5, 1]] }],
      ["probabilisticSetCoverConditionalGain", { private: [[0.5, 1]] }],
      ["probabilisticSetCoverConditionalMutualInformation", { query: [[0.5, 1]], private: [[0, 1]] }],
    ] as const
  ).map(([name, sets]) => ({
    name,
    call: callable(submodular, name),
    valid: () => [
      [
        [0.5, 1],
        [0.2, 0],
      ],
      { ...sets },
    ],
    properties: { 1: ["weights", "names", "transfer"] },
  })),
  {
    name: "submodularConditionalMutualInformation",
    call: callable(submodular, "submodularConditionalMutualInformation"),
    valid: () => [submodular.modular([1, 2, 3]), { query: [0], private: [1] }],
  },
  ...twin(
    {
      name: "deduplicate",
      call: callable(submodular, "deduplicate"),
      valid: () => [
        Array.from({ length: 4 }, () => [0.5, 0.25]),
        { threshold: 0.9, metric: "rbf", gamma: 1 },
      ],
      properties: { 1: ["threads", "signal", "onProgress", "transfer"] },
    },
    submodular,
    "deduplicate",
  ),
  {
    name: "facilityLocation",
    call: callable(submodular, "facilityLocation"),
    valid: () => [
      Array.from({ length: 4 }, () => [0.5, 0.25]),
      { metric: "rbf", gamma: 1, represented: [[1, 2]], weights: new Float64Array([1]) },
    ],
    properties: { 1: ["negative", "transfer", "method", "neighbors", "sample", "seed"] },
  },
  { name: "modular", call: callable(submodular, "modular"), valid: () => [new Float64Array([1, 2]), {}] },
  {
    name: "partitionMatroid",
    call: callable(submodular, "partitionMatroid"),
    valid: () => [{ classes: [0, 0, 1], limits: 1 }],
  },
  ...twin(
    {
      name: "submodularCover",
      call: callable(submodular, "submodularCover"),
      valid: () => [submodular.modular([1, 2, 3]), { target: 3, costs: [1, 1, 1] }],
      properties: { 1: [...job, "target", "costs", "initial", "excluded", "maxEvaluations"] },
    },
    submodular,
    "submodularCover",
  ),
  ...twin(
    {
      name: "maximizeParts",
      call: callable(submodular, "maximizeParts"),
      valid: () => [
        [submodular.modular([1, 2, 3]), submodular.modular([3, 2, 1])],
        {
          groundSets: [
            [0, 1],
            [1, 2],
          ],
          size: 2,
        },
        {},
      ],
      properties: { 1: ["sizes"], 2: solving },
    },
    submodular,
    "maximizeParts",
  ),
  {
    name: "customMatroid",
    call: callable(submodular, "customMatroid"),
    valid: () => [{ groundSize: 3, independent: () => true }],
  },
  {
    name: "customMatroid (answers)",
    call: (answer) =>
      submodular.maximize(
        submodular.modular([1, 2]),
        submodular.customMatroid({ groundSize: 2, independent: () => answer as boolean }),
      ),
    valid: () => [true],
  },
  {
    name: "groupBounds",
    call: callable(submodular, "groupBounds"),
    valid: () => [{ groups: [0, 0, 1], lower: { 1: 1 }, upper: 2 }],
  },
  {
    name: "laminarMatroid",
    call: callable(submodular, "laminarMatroid"),
    valid: () => [{ groundSize: 3, sets: [{ elements: [0, 1], limit: 1 }] }],
  },
  {
    name: "graphicMatroid",
    call: callable(submodular, "graphicMatroid"),
    valid: () => [
      {
        edges: [
          [0, 1],
          ["a", "b"],
        ],
      },
    ],
  },
  {
    name: "transversalMatroid",
    call: callable(submodular, "transversalMatroid"),
    valid: () => [{ fills: [[0, 1], ["a"]] }],
  },
];

const functions: Target[] = [
  {
    name: "featureBased",
    call: callable(submodular, "featureBased"),
    valid: () => [{ data: Float64Array.of(1, 0, 2, 3), rows: 2, cols: 2 }, { concave: { power: 0.5 } }],
    properties: { 1: ["cap", "weights", "names", "transfer"] },
  },
  {
    name: "featureBased (sparse)",
    call: callable(submodular, "featureBased"),
    valid: () => [
      { data: [1, 2], indices: [0, 1], indptr: [0, 1, 2], rows: 2, cols: 2 },
      { concave: "min", cap: 2 },
    ],
  },
  {
    name: "concaveOverModular",
    call: callable(submodular, "concaveOverModular"),
    valid: () => [{ groups: ["a", "b", "a"], values: [1, 2, 3], concave: "log1p", weights: { a: 2 } }],
    properties: { 0: ["cap", "names"] },
  },
  {
    name: "setCover",
    call: callable(submodular, "setCover"),
    valid: () => [{ sets: [[0, 1], [2]], weights: [1, 2, 3], names: ["a", "b"] }],
    properties: { 0: ["concepts"] },
  },
  {
    name: "setCover (sparse)",
    call: (...parts) => {
      const [data, indices, indptr] = parts as never[];
      return submodular.setCover({ sets: { data, indices, indptr, rows: 2, cols: 3 } } as never);
    },
    valid: () => [
      [1, 1, 0],
      [0, 2, 1],
      [0, 2, 3],
    ],
  },
  ...(["disparitySum", "disparityMin", "disparityMinSum"] as const).map((name) => ({
    name,
    call: callable(submodular, name),
    valid: () => [{ data: Float32Array.of(1, 0, 2, 3), rows: 2, cols: 2 }, { metric: "cosine" }],
    properties: { 1: ["names", "transfer"] },
  })),
  {
    name: "cut",
    call: callable(submodular, "cut"),
    valid: () => [
      {
        vertices: 3,
        edges: [
          [0, 1],
          [1, 2],
        ],
        weights: [1, 2],
      },
      { names: ["a", "b", "c"] },
    ],
  },
  {
    name: "graphCoverage",
    call: callable(submodular, "graphCoverage"),
    valid: () => [{ edges: { from: [0, 1], to: [1, 2] } }, { hops: 2, weights: [1, 2, 3] }],
    properties: { 0: ["vertices"], 1: ["names"] },
  },
  {
    name: "graphCoverage (edges)",
    call: (from, to) => submodular.graphCoverage({ edges: { from, to } } as never),
    valid: () => [
      [0, 1],
      [1, 2],
    ],
  },
  {
    name: "graphCut",
    call: callable(submodular, "graphCut"),
    valid: () => [
      { data: Float64Array.of(1, 0.5, 2, 3), rows: 2, cols: 2 },
      { metric: "rbf", gamma: 0.5 },
    ],
    properties: { 1: ["lambda", "represented", "negative", "names", "transfer"] },
  },
  {
    name: "logDeterminant",
    call: callable(submodular, "logDeterminant"),
    valid: () => [{ data: Float32Array.of(1, 0.5, 2, 3), rows: 2, cols: 2 }, { metric: "cosine" }],
    properties: { 1: ["gamma", "regularization", "names", "transfer"] },
  },
  {
    name: "saturatedCoverage",
    call: callable(submodular, "saturatedCoverage"),
    valid: () => [{ data: Float64Array.of(1, 0.5, 2, 3), rows: 2, cols: 2 }, { metric: "dot" }],
    properties: { 1: ["gamma", "fraction", "represented", "negative", "weights", "names", "transfer"] },
  },
  {
    name: "mixture",
    call: callable(submodular, "mixture"),
    valid: () => [[{ f: submodular.modular([1, 2]), weight: 1 }, { f: submodular.modular([3, 4]) }]],
  },
  {
    name: "mixture (terms)",
    call: (f, weight) => submodular.mixture([{ f, weight }] as never),
    valid: () => [submodular.modular([1, 2]), 2],
  },
  {
    name: "probabilisticSetCover",
    call: callable(submodular, "probabilisticSetCover"),
    valid: () => [
      [
        [0.5, 0],
        [1, 0.25],
      ],
      { weights: [1, 2] },
    ],
    properties: { 1: ["names", "transfer"] },
  },
];

const data: Target[] = [
  {
    name: "table",
    call: tables.table as Target["call"],
    valid: () => [
      { columns: { a: ["x", "y"], b: new Float64Array([1, 2]) }, weights: [1, 2] },
      { missing: "error" },
    ],
  },
  {
    name: "table (rows)",
    call: tables.table as Target["call"],
    valid: () => [
      [
        { a: 1, b: "x" },
        { a: 2, b: "y" },
      ],
      {},
    ],
    properties: { 1: ["missing"] },
  },
  { name: "table.column", call: callable(sample, "column"), valid: () => ["a"] },
  ...twin(
    {
      name: "discretize",
      call: callable(tables, "discretize"),
      valid: () => [sample, { bins: 2, method: "equal-width" }],
      properties: { 1: ["columns", "bins", "method", "target", ...reading] },
    },
    tables,
    "discretize",
  ),
  ...twin(
    {
      name: "readTable",
      call: callable(tables, "readTable"),
      valid: () => [csv, {}],
      properties: { 1: ["columns", "missing", "missingLabels", "delimiter", "header", "format", ...reading] },
    },
    tables,
    "readTable",
  ),
];

const reader = (): { id: string; text: string; source: string; embedding: number[] }[] => [
  { id: "first", text: "red fox", source: "a", embedding: [1, 0.5] },
  { id: "second", text: "blue fox", source: "a", embedding: [0.5, 1] },
  { id: "third", text: "red hen", source: "b", embedding: [1, 1] },
];
const countWords = (text: string): number => text.split(" ").length;
const corpus = context.prepareCorpusSync(reader(), { countTokens: countWords });
const asking = () => ({ query: { text: "red", embedding: [1, 0] }, budget: 5 });
const packing = ["perSource", "include", "order", "algorithm", "lambda", "minRelevance", "candidates"];
const packJob = job.filter((key) => key !== "transfer");
const preparing = ["threads", "signal", "onProgress"];
const contexts: Target[] = [
  ...twin(
    {
      name: "packContext",
      call: callable(context, "packContext"),
      valid: () => [reader(), { ...asking(), countTokens: countWords }],
      properties: { 1: [...packing, ...packJob, "tokenizer", "separator", "embeddings"] },
    },
    context,
    "packContext",
  ),
  {
    name: "packContext (passage)",
    call: (passage) =>
      context.packContext([passage as never, "red"], { query: "red", budget: 5, countTokens: countWords }),
    valid: () => [{ id: "one", text: "red fox", source: "a", tokens: 2 }],
    properties: { 0: ["embedding"] },
  },
  {
    name: "packContext (query)",
    call: (query) =>
      context.packContext(reader(), { query: query as never, budget: 5, countTokens: countWords }),
    valid: () => [{ text: "red", embedding: [1, 0] }],
  },
  {
    // What the caller's counter answers is input as well.
    name: "packContext (answers)",
    call: (answer) =>
      context.packContext(["red"], { query: "red", budget: 5, countTokens: () => answer as number }),
    valid: () => [1],
  },
  ...twin(
    {
      name: "prepareCorpus",
      call: callable(context, "prepareCorpus"),
      valid: () => [reader(), { countTokens: countWords }],
      properties: { 1: [...preparing, "tokenizer", "separator", "embeddings"] },
    },
    context,
    "prepareCorpus",
  ),
  ...twin(
    {
      name: "pack",
      call: callable(corpus, "pack"),
      valid: () => [asking()],
      properties: { 0: [...packing, ...packJob] },
    },
    corpus,
    "pack",
  ),
  ...twin(
    {
      name: "textFeatures",
      call: callable(context, "textFeatures"),
      valid: () => [["red fox", "hen"], {}],
      properties: { 1: preparing },
    },
    context,
    "textFeatures",
  ),
];

const others: Target[] = [
  {
    name: "configure",
    call: root.configure as Target["call"],
    valid: () => [{}],
    properties: { 0: ["memory"] },
  },
  {
    name: "renderReport",
    call: report.renderReport as Target["call"],
    valid: () => [selection.toJSON(), {}],
    properties: { 1: ["title", "command"] },
    whole: [0],
  },
];

/** All targets. */
export const targets: readonly Target[] = [
  ...chains,
  ...diagnostics,
  ...optimizers,
  ...contexts,
  ...functions,
  ...quantities,
  ...selections,
  ...data,
  ...bpeTargets,
  ...informationTargets,
  ...streams,
  ...others,
];

/** Names that the targets cover, as the coverage test spells them. */
export const covered: ReadonlySet<string> = new Set(
  targets.map(({ name }) =>
    name
      .replace(
        /^chain\.|^MarkovChain\.|^[Tt]okenizer\.|^appender\.|^intervalCounter\.|^policy\.| \(.*\)$/g,
        "",
      )
      .replace(/ \(.*\)/, ""),
  ),
);

/** Exports that take no argument, or that only the library itself makes. */
export const exempt: ReadonlySet<string> = new Set([
  "AcquisitionPolicy",
  "Appender",
  "Encoding",
  "IntervalCounter",
  "MarkovChain",
  "Tokenizer",
  "toTiktoken",
  "result",
  "resultSync",
  "CustomFunction",
  "NativeSetFunction",
  "SetFunction",
  "ChainSelection",
  "MarginalsError",
  "Selection",
  "StreamSelection",
  "ContextCorpus",
  "Packing",
  "Table",
  "dispose",
  "coordinates",
  "projected",
  "dimension",
  "stateCount",
  "version",
  "toJSON",
]);
