import type { SpendingCurve } from "../statistics/index.ts";
import { escapeHtml } from "./html.rules.ts";

const SIZE = { width: 720, height: 300, left: 56, right: 16, top: 12, bottom: 48 };
/** Told apart in print and by the colour-blind by their dashes. */
const STYLES = [{ colour: "#005ea2", dash: "" }, { colour: "#b50909", dash: "8 4" }, { colour: "#4d8055", dash: "2 3" }, { colour: "#6f3331", dash: "10 3 2 3" }] as const;

const START = { spent: 0, share: 0, low: 0, high: 0 };

/** Step curves of success over spending with their bounds, as an SVG without script; the table beside it holds the figures. */
export function drawSpendingCurves(curves: readonly { readonly label: string; readonly curve: SpendingCurve }[], unit: string): string {
  const most = Math.max(1, ...curves.map(({ curve }) => curve.watchedUpTo));
  const x = (spent: number) => round(SIZE.left + (spent / most) * (SIZE.width - SIZE.left - SIZE.right));
  const y = (share: number) => round(SIZE.top + (1 - share) * (SIZE.height - SIZE.top - SIZE.bottom));
  const drawn = curves.map(({ label, curve }, index) => {
    const { colour, dash } = STYLES[index % STYLES.length] ?? STYLES[0];
    const steps = [START, ...curve.points];
    const stairs = (height: (point: (typeof steps)[number]) => number) => steps.flatMap((point, step) => [`${x(point.spent)},${y(height(steps[step - 1] ?? point))}`, `${x(point.spent)},${y(height(point))}`]).concat(`${x(curve.watchedUpTo)},${y(height(steps.at(-1) ?? START))}`);
    const band = [...stairs(({ high }) => high), ...stairs(({ low }) => low).toReversed()].join(" ");
    const legendY = SIZE.top + 16 * (index + 1);
    return `<polygon points="${band}" fill="${colour}" opacity="0.12"/><polyline points="${stairs(({ share }) => share).join(" ")}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`
      + `<line x1="${SIZE.left + 8}" x2="${SIZE.left + 36}" y1="${legendY - 4}" y2="${legendY - 4}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/><text x="${SIZE.left + 42}" y="${legendY}">${escapeHtml(label)}</text>`;
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => `<line x1="${SIZE.left}" x2="${SIZE.width - SIZE.right}" y1="${y(share)}" y2="${y(share)}" stroke="#dfe1e2"/><text x="${SIZE.left - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`);
  const scale = [0, 0.25, 0.5, 0.75, 1].map((part) => `<text x="${x(part * most)}" y="${SIZE.height - SIZE.bottom + 18}" text-anchor="${part === 1 ? "end" : "middle"}">${formatNumber(part * most)}</text>`);
  return `<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="Share of samples that succeeded by ${escapeHtml(unit)} spent">${grid.join("")}${scale.join("")}<text x="${SIZE.width / 2}" y="${SIZE.height - 8}" text-anchor="middle">${escapeHtml(unit)} spent</text>${drawn.join("")}</svg>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** 12,345 in a form that does not depend on the host's language. */
export const formatNumber = (value: number): string => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");
