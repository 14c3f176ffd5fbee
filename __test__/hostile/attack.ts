/** Calls an export with one argument, or one property of an argument, replaced by a hostile value. */
import { MarginalsError } from "marginals";
import { active, canary, hostileValues, words } from "./values.ts";

/** An exported function with arguments it accepts. */
export interface Target {
  /** As users write it. */
  readonly name: string;
  /** Calls it. */
  readonly call: (...args: unknown[]) => unknown;
  /** Arguments it accepts, made afresh for every call. */
  readonly valid: () => unknown[];
  /** Further properties of its objects, by argument: options the valid call leaves out. */
  readonly properties?: Readonly<Record<number, readonly string[]>>;
  /** Arguments whose own properties are not replaced: results of any kind, shown as they come. */
  readonly whole?: readonly number[];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Every place of the arguments: `[index]` or `[index, property]`. */
export const places = ({ valid, properties = {}, whole = [] }: Target): (readonly [number, string?])[] => {
  const args = valid();
  return args.flatMap((argument, index) => {
    const keys = new Set([
      ...(isPlain(argument) && !whole.includes(index) ? Object.keys(argument) : []),
      ...(properties[index] ?? []),
    ]);
    return [[index] as const, ...[...keys].map((key) => [index, key] as const)];
  });
};

const numbersIn = function* (value: unknown, depth = 0): Generator<number> {
  if (typeof value === "number") yield value;
  else if (value instanceof Float64Array) yield* value;
  else if (typeof value === "object" && value !== null && depth < 3) {
    for (const inner of Object.values(value)) yield* numbersIn(inner, depth + 1);
  }
};

/** What is wrong with an error, if anything. */
const faultOf = (error: unknown, value: string): string | undefined => {
  if (error instanceof Error && error.name === "AbortError") return undefined;
  if (!(error instanceof MarginalsError)) {
    // The library ran into the caller's own code: what that threw is the caller's.
    if (active.has(value)) return undefined;
    return `threw ${error instanceof Error ? `${error.name}: ${error.message.slice(0, 120)}` : typeof error}`;
  }
  if (error.code === "ERR_MARGINALS_INTERNAL") return `internal error: ${error.message}`;
  if (error.message.length > 1_000) return `a message of ${error.message.length} characters`;
  if (!words.has(value) && error.message.includes(canary))
    return `repeats data: ${error.message.slice(0, 200)}`;
  if (!/^[\w.]+\(\): |^marginals: /.test(error.message))
    return `names no function: ${error.message.slice(0, 120)}`;
  return undefined;
};

const limit = 20_000;

/** One call; resolves to what is wrong with its outcome, if anything. */
export const attack = async (
  target: Target,
  [index, key]: readonly [number, string?],
  name: string,
  make: () => unknown,
): Promise<string | undefined> => {
  const args = target.valid();
  if (key === undefined) args[index] = make();
  else args[index] = { ...(args[index] as Record<string, unknown>), [key]: make() };
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = target.call(...args);
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${limit} ms`)), limit);
    });
    // A result that is itself thenable would be a surprise; builders answer plain objects.
    const result: unknown = await Promise.race([answer, late]);
    for (const number of numbersIn(result)) if (Number.isNaN(number)) return "answered NaN";
    return undefined;
  } catch (error) {
    return faultOf(error, name);
  } finally {
    clearTimeout(timer);
  }
};

/** Every hostile value in every place of a target; resolves to the number of calls and the faults. */
export const attackAll = async (
  target: Target,
  values: readonly (readonly [string, () => unknown])[] = hostileValues,
): Promise<{ calls: number; faults: string[] }> => {
  const faults: string[] = [];
  let calls = 0;
  for (const place of places(target)) {
    for (const [name, make] of values) {
      calls++;
      const fault = await attack(target, place, name, make);
      if (fault) faults.push(`${target.name}, ${place[1] ?? `argument ${place[0]}`} = ${name}: ${fault}`);
    }
  }
  return { calls, faults };
};
