/**
 * A progress bar on standard error, drawn only where that is a terminal.
 *
 * @module
 */
import { Presets, SingleBar } from "cli-progress";
import type { ProgressReport } from "../options.ts";

/** Where a long run tells how far it is. */
export interface Progress {
  /** One of `total` stages begins. */
  stage(name: string, done: number, total: number): void;
  /** A job within the stage tells how far it is. */
  readonly report: ((report: ProgressReport) => void) | undefined;
  /** Takes the bar away. */
  end(): void;
}

const SILENT: Progress = { stage() {}, report: undefined, end() {} };

/** Milliseconds before a bar appears, so that quick runs show none. */
const PATIENCE = 300;

/** A bar on `terminal`; without one, nothing. */
export function progressOn(terminal: NodeJS.WriteStream | undefined): Progress {
  if (terminal === undefined) return SILENT;
  const bar = new SingleBar(
    {
      stream: terminal,
      clearOnComplete: true,
      hideCursor: true,
      format: "{bar} {percentage}%  {stage}",
      barsize: 24,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  const began = performance.now();
  let drawn = false;
  let stage = { name: "", done: 0, total: 1 };
  const draw = (within: number): void => {
    if (!drawn && performance.now() - began < PATIENCE) return;
    if (!drawn) bar.start(1000, 0, { stage: stage.name });
    drawn = true;
    bar.update(Math.round((1000 * (stage.done + within)) / stage.total), { stage: stage.name });
  };
  return {
    stage(name, done, total) {
      stage = { name, done, total };
      draw(0);
    },
    report({ done, total }) {
      draw(total > 0 ? Math.min(done / total, 1) : 0);
    },
    end() {
      if (drawn) bar.stop();
    },
  };
}
