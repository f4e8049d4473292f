import fs from "node:fs"
import path from "node:path"
import { StartFailed } from "./process.ts"

/** The data folder belongs to one running portal at a time. */
export interface OnlyPlace {
  /** Notes where the portal answers, for whoever starts a second one by mistake. */
  readonly tell: (url: string) => void
  readonly leave: () => void
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** When the process began, as the system counts it: a pid that another process has got since is told apart by it. */
const beginningOf = (pid: number): string => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8")
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20] ?? ""
  } catch {
    return ""
  }
}

/**
 * Takes the data folder for this process. A note that a killed process left is no hindrance. Throws `StartFailed` with the
 * address of the portal that runs there.
 */
export const takeOnlyPlace = (folder: string): OnlyPlace => {
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  const file = path.join(folder, "running.json")
  const mine = { pid: process.pid, began: beginningOf(process.pid), url: null as string | null }
  try {
    const other = JSON.parse(fs.readFileSync(file, "utf8")) as typeof mine
    if (other.pid !== process.pid && isAlive(other.pid) && beginningOf(other.pid) === other.began) {
      throw new StartFailed(
        `Hoistway already runs from this folder${other.url === null ? "" : ` at ${other.url}`} (process ${other.pid}).\n` +
          "End it first, or set HOISTWAY_DATA to another folder to run a second one beside it.",
      )
    }
  } catch (error) {
    if (error instanceof StartFailed) throw error
    // No note, or half a note: nobody runs here.
  }
  const write = () => fs.writeFileSync(file, JSON.stringify(mine))
  write()
  return {
    tell: (url) => {
      mine.url = url
      write()
    },
    leave: () => fs.rmSync(file, { force: true }),
  }
}
