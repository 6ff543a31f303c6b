import { Button } from "@trussworks/react-uswds";
import { useRouter } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";

/** In place of a page that failed to draw or to load. */
export function ErrorPage({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const router = useRouter();
  return (
    <div className="bw-page">
      <PageHeading title={t("shell.error.title")} lead={problemInWords(error)} />
      <Button
        type="button"
        onClick={() => {
          reset();
          void router.invalidate();
        }}
      >
        {t("shell.error.tryAgain")}
      </Button>
    </div>
  );
}
