import { MarginalsError } from "marginals";

/** What a call throws: code and exact text. Fails when it throws nothing or something else. */
export function thrown(call: () => unknown): [string, string] {
  try {
    call();
  } catch (error) {
    if (error instanceof MarginalsError) return [error.code.replace("ERR_MARGINALS_", ""), error.message];
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The same for a promise. */
export async function rejected(promise: Promise<unknown>): Promise<[string, string]> {
  let error: unknown;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  return thrown(() => {
    if (error !== undefined) throw error;
  });
}
