import fs from "node:fs/promises"
import path from "node:path"

const folder = path.resolve(import.meta.dirname, "../../docs/import")

/** Names of the maps that come with the portal: the JSON files of docs/import, without their ending. */
export const shippedMapNames = async (): Promise<ReadonlyArray<string>> => {
  const files = await fs.readdir(folder)
  return files
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort()
}

/** The text of one of them, or null when there is none of that name. */
export const shippedMap = async (name: string): Promise<string | null> =>
  (await shippedMapNames()).includes(name) ? fs.readFile(path.join(folder, `${name}.json`), "utf8") : null
