import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useAnnounce } from "../shell/announcements.tsx";

interface Act<Input> {
  readonly perform: (input: Input) => Promise<unknown>;
  /** Said when it is done. */
  readonly said: string;
}

/**
 * One act on the server. An act changes more than the record it is about, so all that the page shows is read again; that it is done
 * is said when the page shows it, so that nothing moves under whoever acts on at once.
 */
export function useAct<Input = void>({ perform, said }: Act<Input>) {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  return useMutation({
    mutationFn: perform,
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      announce({ tone: "success", text: said });
    },
  });
}
