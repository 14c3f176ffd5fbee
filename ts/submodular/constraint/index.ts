/**
 * Constraints on the chosen set: a size, budgets, matroids, bounds by groups, and their intersections. All but a
 * custom matroid are data.
 *
 * @module
 */
import type { CustomMatroid } from "./custom-matroid.ts";
import type { GraphicMatroid } from "./graphic-matroid.ts";
import type { GroupBounds } from "./group-bounds.ts";
import type { BudgetConstraint, SizeConstraint } from "./limits.ts";
import type { LaminarMatroid } from "./laminar-matroid.ts";
import type { PartitionMatroid } from "./partition-matroid.ts";
import type { TransversalMatroid } from "./transversal-matroid.ts";

export {
  customMatroid,
  type CustomMatroid,
  type CustomMatroidInput,
  type Independent,
} from "./custom-matroid.ts";
export { graphicMatroid, type GraphicMatroid, type GraphicMatroidInput } from "./graphic-matroid.ts";
export { groupBounds, type GroupBounds, type GroupBoundsInput } from "./group-bounds.ts";
export type { ByLabel, Labels } from "./labels.ts";
export { laminarMatroid, type LaminarMatroid, type LaminarMatroidInput } from "./laminar-matroid.ts";
export { limitsOf, type BudgetConstraint, type Limits, type SizeConstraint } from "./limits.ts";
export { partitionMatroid, type PartitionMatroid, type PartitionMatroidInput } from "./partition-matroid.ts";
export {
  transversalMatroid,
  type TransversalMatroid,
  type TransversalMatroidInput,
} from "./transversal-matroid.ts";

/** One constraint. */
export type SingleConstraint =
  | SizeConstraint
  | BudgetConstraint
  | PartitionMatroid
  | LaminarMatroid
  | GraphicMatroid
  | TransversalMatroid
  | GroupBounds
  | CustomMatroid;

/** What a chosen set must keep to; an array is an intersection, absent is no limit. */
export type Constraint = SingleConstraint | readonly SingleConstraint[];
