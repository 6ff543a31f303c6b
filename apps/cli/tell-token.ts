/** The token alone, so that a shell can put it into BREAKWATER_TOKEN as it is. */
export function tellToken({ token = "" }: { readonly token?: string | undefined }): string {
  return token;
}
