import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";

interface MoreButtonProps {
  readonly query: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => Promise<unknown> };
}

/** Under a list that is read page by page; gone on its last page. */
export function MoreButton({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: MoreButtonProps) {
  if (!hasNextPage) return null;
  return (
    <div className="bw-actions">
      <Button type="button" outline disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t(isFetchingNextPage ? "shell.loading" : "parts.more")}
      </Button>
    </div>
  );
}
