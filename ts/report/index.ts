/**
 * Results as a page that a person looks at: `renderReport(result)` returns one HTML string.
 *
 * @module
 */
export { renderReport } from "./render-report.ts";
export type { ReportOptions } from "./render-report.ts";
export type {
  CurveResult,
  CurvesResult,
  Document,
  EstimateResult,
  Fact,
  FeatureSelectionResult,
  Numbers,
  LinesResult,
  PackingResult,
  PairwiseResult,
  PartitionResult,
  PartsResult,
  PassageName,
  PicturesResult,
  ScreenedResult,
  Section,
  SelectionResult,
  Slack,
  StructureResult,
  SubsetsResult,
  TableResult,
} from "./input.ts";
