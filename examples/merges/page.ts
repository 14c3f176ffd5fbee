/** A page of curves over the number of merges. */
import { renderReport } from "marginals/report";

/** What each curve says of 1, 2, … merges. */
export type Curves = Record<string, number[]>;

/** The page: a plot for each title. */
export function curvesPage(title: string, plots: Record<string, Curves>, command: string): string {
  const sections = Object.entries(plots).map(([name, curves]) => {
    const lines = Object.entries(curves).map(([label, y]) => ({ label, x: y.map((_, at) => at + 1), y }));
    return { title: name, result: { title: name, xLabel: "merges", lines } };
  });
  return renderReport({ title, sections, command });
}
