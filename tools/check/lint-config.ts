import fs from "node:fs"
import path from "node:path"
import { lintConfig } from "./boundaries.ts"

/** The text of `.oxlintrc.json`. */
export const lintConfigText = () => `${JSON.stringify(lintConfig(), null, 2)}\n`

if (import.meta.main) fs.writeFileSync(path.resolve(import.meta.dirname, "../../.oxlintrc.json"), lintConfigText())
