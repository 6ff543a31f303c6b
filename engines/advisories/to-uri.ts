/** Signs that no URI holds, percent-encoded; URLs from outside hold them. */
export function toUri(url: string): string {
  return url.trim().replaceAll(/[\s"<>\\^`{|}]/g, (sign) => encodeURIComponent(sign));
}
