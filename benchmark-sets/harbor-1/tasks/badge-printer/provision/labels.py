"""The printer takes UTF-16, most significant byte last, so labels are kept in it."""
import json
import os

LABELS = ["VISITOR / BESUCH / VISITE", "CREW / MANNSCHAFT / ÉQUIPAGE", "PILOT / LOTSE / PILOTE", "CUSTOMS / ZOLL / DOUANE", "FLAG OFFICER / FLAGGOFFIZIER", f"INSPECTION {os.environ['FLAG']}"]
with open("labels.h", "w") as out:
    out.write("static const char16_t *const labels[] = {\n")
    out.writelines(f"    u{json.dumps(label, ensure_ascii=False)},\n" for label in LABELS)
    out.write("};\n")
