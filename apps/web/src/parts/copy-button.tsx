import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { useAnnounce } from "../shell/announcements.tsx";

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, such as "receipt". */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const announce = useAnnounce();

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      announce({ tone: "success", text: t("parts.copy.done", { what }) });
    } catch {
      // A browser may refuse the clipboard (no permission, plain HTTP); the text is on the page to be selected.
      announce({ tone: "error", text: t("parts.copy.failed", { what }) });
    }
  }

  return (
    <Button type="button" outline className="bw-small-button" onClick={() => void copy()}>
      {t("parts.copy.label", { what })}
    </Button>
  );
}
