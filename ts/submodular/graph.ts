/**
 * `cut()`, `graphCoverage()`: functions of the vertices of a graph.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { unwrap } from "../job.ts";
import { largestCount } from "../matrix.ts";
import { native, type Native } from "../native.ts";
import { optional, ownOptions, ownValues, withDefault } from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { anything, integerIn } from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";
import { ownWeights } from "./weights.ts";

/** An undirected graph. */
export interface GraphInput {
  /** Number of vertices, which are numbered from 0. Default: one more than the largest named. */
  vertices?: number | undefined;
  /** The edges, each once in either direction: pairs of vertices, or two lists of ends of the same length. */
  edges:
    | readonly (readonly [number, number])[]
    | { from: Uint32Array | readonly number[]; to: Uint32Array | readonly number[] };
  /** Weight of each edge, at least 0; default 1. Edges between the same vertices add up. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
}

const vertexCount = optional(integerIn(1, largestCount));

function graphSpec(verb: string, value: unknown): Native.GraphSpec {
  const given = ownValues(verb, "graph", value, {
    vertices: vertexCount,
    edges: anything,
    weights: anything,
  });
  const { from, to } = ends(verb, given.edges);
  let most = 0;
  for (const vertex of from) most = Math.max(most, vertex + 1);
  for (const vertex of to) most = Math.max(most, vertex + 1);
  const vertices = given.vertices ?? most;
  if (most > vertices || vertices === 0 || vertices > largestCount) {
    const expected = vertices === 0 ? "of at least one vertex" : `between vertices below ${vertices}`;
    throw fault("RANGE", verb, "graph.edges", expected, vertices === 0 ? "none" : `${most - 1}`);
  }
  const weights = ownWeights(verb, given.weights, from.length, "edges", "graph.weights");
  return { vertices, from, to, ...(weights && { weights }) };
}

function ends(verb: string, edges: unknown): { from: Uint32Array; to: Uint32Array } {
  if (!Array.isArray(edges)) {
    if (typeof edges !== "object" || edges === null) {
      throw wrongKind(verb, "graph.edges", "an array of pairs, or { from, to }", edges);
    }
    const lists = ownValues(verb, "graph.edges", edges, { from: anything, to: anything });
    const from = ownIndices(verb, "graph.edges.from", lists.from);
    const to = ownIndices(verb, "graph.edges.to", lists.to);
    if (from.length !== to.length) {
      throw fault("SHAPE", verb, "graph.edges.to", `of length ${from.length} (as from)`, `${to.length}`);
    }
    return { from, to };
  }
  const from = new Uint32Array(edges.length);
  const to = new Uint32Array(edges.length);
  for (let edge = 0; edge < from.length; edge++) {
    const pair = ownIndices(verb, `graph.edges[${edge}]`, edges[edge]);
    if (pair.length !== 2) {
      throw fault("SHAPE", verb, `graph.edges[${edge}]`, "a pair of vertices", `${pair.length} numbers`);
    }
    from[edge] = pair[0]!;
    to[edge] = pair[1]!;
  }
  return { from, to };
}

/** Names of the vertices. */
export interface GraphOptions {
  /** Names of the vertices, distinct. */
  names?: readonly string[] | undefined;
}

/**
 * The cut function of a graph: f(S) = Σ of the weights of the edges with one end in S and one outside. Maximizing it is
 * maximum cut, for which `'double-greedy'` reaches ½ and its randomized form ½ in expectation.
 *
 * A gain costs O(1), choosing a vertex its number of neighbors. Non-negative, symmetric and submodular (proved); not
 * monotone. Source: Feige, Mirrokni and Vondrák (2011), "Maximizing non-monotone submodular functions".
 *
 * @param graph {@link GraphInput}; an edge from a vertex to itself counts nothing.
 * @param options {@link GraphOptions}.
 * @returns The set function of the vertices.
 * @throws MarginalsError `RANGE` for vertices that do not exist and negative weights, `SHAPE`, `NON_FINITE`, `ARGUMENT`
 *   for what is no graph.
 * @example
 * ```ts
 * import { cut, maximizeSync } from "marginals/submodular";
 *
 * const f = cut({ edges: [[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]] });
 * console.log(f.valueSync([0, 2]), maximizeSync(f, { size: 2 }).value); // 4 4
 * ```
 */
export function cut(graph: GraphInput, options?: GraphOptions): NativeSetFunction {
  const verb = "cut";
  const { names } = ownOptions(verb, options, { names: anything });
  const given = graphSpec(verb, graph);
  const known = elementNames(verb, names, given.vertices);
  return nativeSetFunction(unwrap(verb, native().functionCut(given)), known);
}

/** What covering a vertex is worth, and from how far it is covered. */
export interface GraphCoverageOptions extends GraphOptions {
  /** Edges between a chosen vertex and those it covers, at least 0; default 1. */
  hops?: number | undefined;
  /** Weight of each vertex, at least 0; default 1, and then counts are exact. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
}

/**
 * Coverage of a graph: f(S) = Σ of the weights of the vertices within `hops` edges of S, S itself included. Which
 * sensors see most of a network, which users reach most others.
 *
 * The neighborhoods are made once, by the first call that needs them or by `prepare()`, O(vertices · edges near each);
 * then it is a set cover: a gain costs O(size of the neighborhood) or O(vertices / 64). Monotone and submodular (proved).
 *
 * @param graph {@link GraphInput}; the weights of edges are not looked at.
 * @param options {@link GraphCoverageOptions}.
 * @returns The set function of the vertices.
 * @throws MarginalsError as {@link cut}; calls over the function fail with `LIMIT` for neighborhoods of 2³² entries.
 * @example
 * ```ts
 * import { graphCoverage, maximizeSync } from "marginals/submodular";
 *
 * const path = { edges: [[0, 1], [1, 2], [2, 3], [3, 4]] as const };
 * console.log(maximizeSync(graphCoverage(path, { hops: 2 }), { size: 1 }).indices); // Uint32Array(1) [ 2 ]
 * ```
 */
export function graphCoverage(graph: GraphInput, options?: GraphCoverageOptions): NativeSetFunction {
  const verb = "graphCoverage";
  const given = ownOptions(verb, options, {
    names: anything,
    hops: withDefault(integerIn(0, largestCount), 1),
    weights: anything,
  });
  const spec = graphSpec(verb, graph);
  const weights = ownWeights(verb, given.weights, spec.vertices, "vertices");
  const names = elementNames(verb, given.names, spec.vertices);
  return nativeSetFunction(unwrap(verb, native().functionGraphCoverage(spec, given.hops, weights)), names);
}
