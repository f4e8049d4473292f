import path from "node:path"
import { fileURLToPath } from "node:url"
import { inflate } from "@sparticuz/chromium"

// Run as a process of its own, for the package unpacks into the folder for temporary files and nowhere else.
const packed = path.resolve(path.dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "../bin")
await Promise.all(["chromium.br", "fonts.tar.br", "al2023.tar.br"].map((file) => inflate(path.join(packed, file))))
