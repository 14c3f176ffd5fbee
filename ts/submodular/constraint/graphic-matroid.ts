/**
 * `graphicMatroid()`: elements are the edges of a graph, and the chosen ones hold no cycle.
 *
 * @module
 */
import { fault, wrongKind } from "../../errors.ts";
import { ownInput } from "../../options.ts";
import type { Check } from "../../validate.ts";
import { Numbering } from "./labels.ts";

/** Edges of which no chosen ones make a cycle; made by {@link graphicMatroid}. */
export interface GraphicMatroid {
  kind: "graphic-matroid";
  /** One end of every edge. */
  from: Uint32Array;
  /** The other end. */
  to: Uint32Array;
  /** Number of vertices. */
  vertices: number;
}

/** A graph whose edges are the elements. */
export interface GraphicMatroidInput {
  /** The two ends of every edge: any words or whole numbers. */
  edges: readonly (readonly [string | number, string | number])[];
}

const raw: Check<unknown> = (value) => value;

/**
 * A constraint on edges: the chosen ones hold no cycle, as in "links that connect the most without a redundant one". An
 * edge from a vertex to itself is never chosen.
 *
 * @param input The edges, one per element.
 * @returns The constraint, plain data.
 * @throws MarginalsError `ARGUMENT` for what are no pairs of words or whole numbers.
 * @example
 * ```ts
 * import { graphicMatroid, maximizeSync, modular } from "marginals/submodular";
 *
 * const triangle = graphicMatroid({ edges: [["a", "b"], ["b", "c"], ["c", "a"]] });
 * console.log(maximizeSync(modular([5, 4, 3]), triangle).indices); // Uint32Array(2) [ 0, 1 ]
 * ```
 */
export function graphicMatroid(input: GraphicMatroidInput): GraphicMatroid {
  const verb = "graphicMatroid";
  const { edges } = ownInput(verb, input, { edges: raw });
  if (!Array.isArray(edges)) throw wrongKind(verb, "edges", "an array of pairs, one per element", edges);
  const numbering = new Numbering();
  const [from, to] = [new Uint32Array(edges.length), new Uint32Array(edges.length)];
  for (const [at, edge] of (edges as readonly unknown[]).entries()) {
    if (!Array.isArray(edge)) throw wrongKind(verb, `edges[${at}]`, "a pair of vertices", edge);
    if (edge.length !== 2) throw fault("SHAPE", verb, `edges[${at}]`, "a pair of vertices", `${edge.length}`);
    from[at] = numbering.of(verb, `edges[${at}][0]`, edge[0]);
    to[at] = numbering.of(verb, `edges[${at}][1]`, edge[1]);
  }
  return { kind: "graphic-matroid", from, to, vertices: numbering.size };
}
