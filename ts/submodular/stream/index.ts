/**
 * Selection from items not known beforehand.
 *
 * @module
 */
export type { RepeatedIds, StreamItem, StreamVector } from "./items.ts";
export type {
  StreamFacilityLocation,
  StreamFeatureBased,
  StreamLogDeterminant,
  StreamObjective,
} from "./objective.ts";
export type { SelectStreamOptions, SlidingWindowInput, StreamInput, StreamSelectorInput } from "./options.ts";
export { selectStream } from "./select-stream.ts";
export { SlidingWindow, StreamSelector } from "./selector.ts";
export { StreamSelection, type StreamMemory } from "./stream-selection.ts";
