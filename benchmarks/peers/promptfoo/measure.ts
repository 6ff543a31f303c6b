export interface PeerPlace {
  readonly url: string;
  readonly count: number;
  readonly folder: string;
  readonly tell: (line: string) => void;
}

export async function measurePromptfoo(_place: PeerPlace): Promise<{ readonly rate: number; readonly version: string } | { readonly why: string }> {
  return { why: "not yet" };
}
