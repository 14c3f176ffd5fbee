/**
 * Builders of chains: each checks and takes over its input in one pass and answers at once. Stationary laws and
 * the tables of models are made by the first job that needs them.
 * @module
 */
import { fault } from "../errors.ts";
import { ownFloats } from "../floats.ts";
import { unwrap } from "../job.ts";
import { denseMatrix } from "../matrix.ts";
import { native, type Native } from "../native.ts";
import { optional, ownInput, ownOptions, ownValues, withDefault } from "../options.ts";
import { ownIndices, sparseMatrix } from "../sparse-matrix.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";

const raw: Check<unknown> = (value) => value;

/** Whole numbers of at least `least`, as 32-bit integers. */
const counts =
  (least: number): Check<Uint32Array> =>
  (value, argument, verb) => {
    const owned = ownIndices(verb, argument, value);
    const at = owned.findIndex((count) => count < least);
    if (at < 0) return owned;
    throw fault("RANGE", verb, `${argument}[${at}]`, `an integer of at least ${least}`, `${owned[at]}`);
  };

/** Distinct names are checked natively; here only that they are strings. */
export const names: Check<string[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) return validate.callback<never>("an array of names")(undefined, argument, verb);
  return value.map((name, at) => validate.text(name, `${argument}[${at}]`, verb));
};

const toFloat64 = (values: Float64Array | Float32Array): Float64Array =>
  values instanceof Float64Array ? values : Float64Array.from(values);

const numbers: Check<Float64Array> = (value, argument, verb) => toFloat64(ownFloats(verb, argument, value));

const frame = { sizes: counts(1), names: optional(names), reference: optional(numbers) };

function nativeFrame(owned: {
  sizes: Uint32Array;
  names: string[] | undefined;
  reference: Float64Array | undefined;
}): Native.ChainFrame {
  return {
    sizes: owned.sizes,
    ...(owned.names && { names: owned.names }),
    ...(owned.reference && { reference: owned.reference }),
  };
}

/** A dense matrix: flat numbers, or any matrix form with as many columns as rows. */
function flatTransition(verb: string, value: unknown): Float64Array {
  const isFlat = ArrayBuffer.isView(value) || (Array.isArray(value) && !(typeof value[0] === "object"));
  if (isFlat) return numbers(value, "transition", verb);
  const matrix = denseMatrix(verb, "transition", value);
  if (matrix.rows !== matrix.cols) {
    throw fault("SHAPE", verb, "transition", "a square matrix", `${matrix.rows} rows × ${matrix.cols} cols`);
  }
  return toFloat64(matrix.data);
}

/** From a dense matrix. */
export function fromMatrix(verb: string, input: unknown): Native.NativeChain {
  const owned = ownInput(verb, input, { ...frame, transition: raw });
  const transition = flatTransition(verb, owned.transition);
  return unwrap(verb, native().chainFromMatrix(nativeFrame(owned), transition));
}

/** From sparse rows or edges. */
export function fromSparse(verb: string, input: unknown): Native.NativeChain {
  const owned = ownInput(verb, input, { ...frame, transition: raw });
  const given = owned.transition;
  if (typeof given === "object" && given !== null && "from" in given) {
    const edges = ownValues(verb, "transition", given, {
      from: counts(0),
      to: counts(0),
      probability: numbers,
    });
    return unwrap(verb, native().chainFromEdges(nativeFrame(owned), edges.from, edges.to, edges.probability));
  }
  const rows = sparseMatrix(verb, "transition", given);
  return unwrap(
    verb,
    native().chainFromRows(nativeFrame(owned), rows.indptr, rows.indices, toFloat64(rows.data)),
  );
}

/** The Curie–Weiss model. */
export function curieWeiss(verb: string, input: unknown): Native.NativeChain {
  const couplings: Check<unknown> = (value, argument, checked) =>
    typeof value === "string" ? validate.oneOf(["decaying", "mean-field"])(value, argument, checked) : value;
  const owned = ownInput(verb, input, {
    spins: validate.integerIn(1, 31),
    inverseTemperature: withDefault(validate.finiteNumber({ least: 0 }), 1),
    field: withDefault(validate.finiteNumber(), 0),
    couplings: withDefault(couplings, "decaying"),
    dynamics: withDefault(validate.oneOf(["metropolis", "heat-bath"]), "metropolis"),
    names: optional(names),
  });
  const matrix =
    typeof owned.couplings === "string" ? undefined : denseMatrix(verb, "couplings", owned.couplings);
  if (matrix && (matrix.rows !== owned.spins || matrix.cols !== owned.spins)) {
    const expected = `a matrix of ${owned.spins} × ${owned.spins} (spins)`;
    throw fault("SHAPE", verb, "couplings", expected, `${matrix.rows} × ${matrix.cols}`);
  }
  return unwrap(
    verb,
    native().chainCurieWeiss({
      spins: owned.spins,
      inverseTemperature: owned.inverseTemperature,
      field: owned.field,
      couplings: matrix ? "matrix" : (owned.couplings as string),
      ...(matrix && { matrix: toFloat64(matrix.data) }),
      dynamics: owned.dynamics,
      ...(owned.names && { names: owned.names }),
    }),
  );
}

/** The Bernoulli–Laplace level model. */
export function bernoulliLaplace(verb: string, input: unknown): Native.NativeChain {
  const owned = ownInput(verb, input, {
    colors: counts(0),
    urn: validate.integerIn(1, 2 ** 31),
    swaps: withDefault(validate.integerIn(1, 2 ** 31), 1),
    names: optional(names),
  });
  return unwrap(
    verb,
    native().chainBernoulliLaplace({
      colors: owned.colors,
      urn: owned.urn,
      swaps: owned.swaps,
      ...(owned.names && { names: owned.names }),
    }),
  );
}

/** Independent chains side by side. */
export function product(
  verb: string,
  chains: readonly Native.NativeChain[],
  options: unknown,
): Native.NativeChain {
  const owned = ownOptions(verb, options, { names: optional(names) });
  return unwrap(verb, native().chainProduct([...chains], owned.names));
}

/** A random chain. */
export function random(verb: string, input: unknown): Native.NativeChain {
  const owned = ownInput(verb, input, {
    sizes: counts(1),
    names: optional(names),
    density: withDefault(validate.finiteNumber({ above: 0, most: 1 }), 1),
    productLaw: withDefault(validate.boolean, false),
    seed: withDefault(validate.seed, 0),
  });
  const nativeInput = nativeFrame({ ...owned, reference: undefined });
  return unwrap(verb, native().chainRandom(nativeInput, owned.density, owned.productLaw, BigInt(owned.seed)));
}

/** A chain that changes at most one coordinate in a step. */
export function singleFlip(verb: string, input: unknown): Native.NativeChain {
  const owned = ownInput(verb, input, { ...frame, probabilities: numbers });
  return unwrap(verb, native().chainSingleFlip(nativeFrame(owned), owned.probabilities));
}
