/** What every measure of the reliability table answers. */
export interface Row {
  /** Name of the row. */
  readonly row: string;
  /** What was tried, for people. */
  readonly tried: string;
  /** What was seen, for people. */
  readonly seen: string;
  /** Whether the row holds: no crash, no wrong bit, no lost job, no bound passed. */
  readonly holds: boolean;
  /** Whether it could not be tried here: no promise is kept or broken. */
  readonly untried?: boolean;
}

/** Counts scaled down where every call is several times slower (`MARGINALS_TEST_SCALE`). */
export const scaled = (count: number): number =>
  Math.max(1, Math.ceil(count * Number(process.env["MARGINALS_TEST_SCALE"] ?? 1)));

/** Time limits scaled up where every call is several times slower. */
export const patience = (milliseconds: number): number =>
  milliseconds / Number(process.env["MARGINALS_TEST_SCALE"] ?? 1);

/** Milliseconds, for people. */
export const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** Mebibytes, for people. */
export const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
