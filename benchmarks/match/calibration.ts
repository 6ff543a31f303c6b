export interface Answer {
  readonly probability: number;
  readonly isRight: boolean;
}

/** Answers of one tenth of probability: what was said on average, and the share that came true. */
export interface Bin {
  readonly said: number;
  readonly seen: number;
  readonly n: number;
}

export function calibrate(answers: readonly Answer[]): readonly Bin[] {
  const bins = Map.groupBy(answers, ({ probability }) => Math.min(9, Math.floor(probability * 10)));
  return [...bins].toSorted(([a], [b]) => a - b).map(([, inBin]) => ({
    said: inBin.reduce((sum, { probability }) => sum + probability, 0) / inBin.length,
    seen: inBin.filter(({ isRight }) => isRight).length / inBin.length,
    n: inBin.length,
  }));
}

/** Said and seen probabilities; the dot's area is the number of answers. */
export function drawCalibration(bins: readonly Bin[], threshold: number): string {
  const [size, edge] = [400, 48];
  const x = (value: number): number => Math.round(edge + value * size);
  const y = (value: number): number => Math.round(edge + (1 - value) * size);
  const most = Math.max(...bins.map(({ n }) => n));
  const dots = bins.map(({ said, seen, n }) =>
    `<circle cx="${x(said)}" cy="${y(seen)}" r="${(3 + 15 * Math.sqrt(n / most)).toFixed(1)}" fill="#005ea2" fill-opacity="0.6"><title>said ${said.toFixed(2)}, right ${seen.toFixed(2)}, ${n} answers</title></circle>`);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) =>
    `<text x="${x(at)}" y="${y(0) + 20}" text-anchor="middle">${at}</text><text x="${edge - 10}" y="${y(at) + 5}" text-anchor="end">${at}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size + 2 * edge}" height="${size + 2 * edge}" font-family="sans-serif" font-size="14" role="img">
<title>Probabilities of matches by name: as said, and as they came true</title>
<rect x="${edge}" y="${edge}" width="${size}" height="${size}" fill="none" stroke="#71767a"/>
<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#71767a" stroke-dasharray="4"/>
<line x1="${x(threshold)}" y1="${y(0)}" x2="${x(threshold)}" y2="${y(1)}" stroke="#b50909"/>
${[...dots, ...ticks].join("\n")}
<text x="${x(0.5)}" y="${y(0) + 40}" text-anchor="middle">probability said</text>
<text x="${x(0) + 8}" y="${edge - 12}">share that was right; the red line is the default threshold</text>
</svg>
`;
}
