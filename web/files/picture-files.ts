import path from "node:path"
import type { Config } from "#kernel/config.ts"
import { type FileStore, fileStore } from "#kernel/file-store.ts"

/** Where the pictures of this installation lie. */
export const pictureFiles = (config: Config): FileStore => fileStore(path.join(config.data, "files"))
