import { UsageError } from "./cli-error.ts";

/** A rate or a probability; with `ends`, 0 and 1 themselves are among what may be given. */
export function readShare(option: string, text: string, { ends = false }: { readonly ends?: boolean } = {}): number {
  const share = Number(text);
  if (!/^(?:[01](?:\.\d{0,9})?|\.\d{1,9})$/.test(text) || share > 1 || (!ends && (share === 0 || share === 1))) throw new UsageError(`--${option} ${text}: give a number ${ends ? "from 0 to 1" : "between 0 and 1"}, such as 0.7.`);
  return share;
}
