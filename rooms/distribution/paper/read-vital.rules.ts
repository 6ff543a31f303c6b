import type { Asset } from "#engines/exposure";

/** The things that stand on these lines of a list, each once; `missing`: the first line on which nothing does. */
export function readVital(assets: readonly Asset[], lines: readonly number[]): { readonly assets: readonly Asset[]; readonly missing: number | undefined } {
  const standsOn = (asset: Asset, line: number) => [asset.source, ...asset.repeats].some((place) => place.line === line);
  return { assets: assets.filter((asset) => lines.some((line) => standsOn(asset, line))), missing: lines.find((line) => !assets.some((asset) => standsOn(asset, line))) };
}
