/**
 * Numbers as a reader wants them: four decimals where they fit, powers of ten where they do not.
 *
 * @module
 */

/** A value in words, the same for every table, label and description. */
export function decimal(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return "−∞";
  // What rounding leaves of a zero is zero to a reader.
  const size = Math.abs(value) < 1e-14 ? 0 : Math.abs(value);
  const text =
    size !== 0 && (size >= 1e6 || size < 0.5 * 10 ** -digits)
      ? value.toExponential(Math.max(digits - 2, 1))
      : (size === 0 ? 0 : value).toFixed(Number.isInteger(value) && size >= 1e4 ? 0 : digits);
  return text.replace("-", "−");
}

/** A whole number with its thousands apart. */
export function whole(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A share in percent, rounded down, so that nothing reads 100% that falls short of it. */
export function percent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return "–";
  // A ratio that differs from one by rounding alone is one.
  if (ratio >= 1 - 1e-12) return "100%";
  return `${(Math.floor(ratio * 1000 + 1e-9) / 10).toFixed(1)}%`;
}

/** A duration in the unit that suits it. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(1, Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}
