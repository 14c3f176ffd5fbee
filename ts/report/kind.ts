/**
 * Which kind of result a value is, by its own fields.
 *
 * @module
 */
import type {
  CurveResult,
  CurvesResult,
  Document,
  EstimateResult,
  FeatureSelectionResult,
  LinesResult,
  PackingResult,
  PairwiseResult,
  PartitionResult,
  PartsResult,
  PicturesResult,
  ScreenedResult,
  SelectionResult,
  StructureResult,
  SubsetsResult,
  TableResult,
} from "./input.ts";

type Shape = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Shape {
  return typeof value === "object" && value !== null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.every(isList);
}

/** A chosen subset, by its indices, gains and value. */
export function isSelection(value: unknown): value is SelectionResult {
  return (
    isObject(value) &&
    isList(value["indices"]) &&
    isList(value["gains"]) &&
    typeof value["value"] === "number"
  );
}

/** One column of a screening. */
export function isScreened(value: unknown): value is ScreenedResult {
  return (
    isObject(value) &&
    typeof value["name"] === "string" &&
    typeof value["value"] === "number" &&
    "pValue" in value &&
    "qValue" in value
  );
}

/** Columns chosen for a target. */
export function isFeatureSelection(value: unknown): value is FeatureSelectionResult {
  return (
    isObject(value) &&
    isList(value["indices"]) &&
    Array.isArray(value["names"]) &&
    isList(value["scores"]) &&
    isList(value["relevances"]) &&
    typeof value["criterion"] === "string"
  );
}

/** A measure of all pairs of columns. */
export function isPairwise(value: unknown): value is PairwiseResult {
  return (
    isObject(value) &&
    typeof value["size"] === "number" &&
    typeof value["measure"] === "string" &&
    isList(value["values"]) &&
    (value["values"] as ArrayLike<unknown>).length === value["size"] ** 2
  );
}

/** Largest side of a picture, in pixels. */
const SIDE = 1024;

function isSide(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= SIDE;
}

/** Pictures of one size. */
export function isPictures(value: unknown): value is PicturesResult {
  return (
    isObject(value) &&
    typeof value["caption"] === "string" &&
    isSide(value["width"]) &&
    isSide(value["height"]) &&
    Array.isArray(value["pictures"]) &&
    value["pictures"].every((one: unknown) => isObject(one) && isList(one["gray"]))
  );
}

/** Passages packed into a text. */
export function isPacking(value: unknown): value is PackingResult {
  return (
    isObject(value) &&
    isListOfObjects(value["passages"]) &&
    isListOfObjects(value["omitted"]) &&
    typeof value["text"] === "string" &&
    typeof value["tokens"] === "number" &&
    typeof value["budget"] === "number"
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}

/** A selection for every size. */
export function isCurve(value: unknown): value is CurveResult {
  return (
    isObject(value) &&
    isList(value["sizes"]) &&
    Array.isArray(value["selections"]) &&
    value["selections"].every(isSelection)
  );
}

/** Curves together. */
export function isCurves(value: unknown): value is CurvesResult {
  return isObject(value) && Array.isArray(value["curves"]) && value["curves"].every(isCurve);
}

/** Chosen sets, one for each part. */
export function isParts(value: unknown): value is PartsResult {
  return isObject(value) && isListOfLists(value["parts"]) && typeof value["value"] === "number";
}

/** A split of the ground set. */
export function isPartition(value: unknown): value is PartitionResult {
  return isObject(value) && isListOfLists(value["blocks"]) && typeof value["value"] === "number";
}

function isRecordOfLists(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isList);
}

/** Quantities of singles and pairs. */
export function isStructure(value: unknown): value is StructureResult {
  return isObject(value) && isRecordOfLists(value["singles"]) && isRecordOfLists(value["pairs"]);
}

/** An estimated number. */
export function isEstimate(value: unknown): value is EstimateResult {
  return isObject(value) && typeof value["value"] === "number" && typeof value["estimator"] === "string";
}

/** Values of subsets. */
export function isSubsets(value: unknown): value is SubsetsResult {
  return isObject(value) && Array.isArray(value["objectives"]) && Array.isArray(value["subsets"]);
}

/** Lines over a common axis. */
export function isLines(value: unknown): value is LinesResult {
  return isObject(value) && typeof value["title"] === "string" && Array.isArray(value["lines"]);
}

/** Rows under headings. */
export function isTable(value: unknown): value is TableResult {
  return isObject(value) && Array.isArray(value["headings"]) && isListOfLists(value["rows"]);
}

/** Several results as one. */
export function isDocument(value: unknown): value is Document {
  return isObject(value) && typeof value["title"] === "string" && Array.isArray(value["sections"]);
}
