import { spawn } from "node:child_process"
import fs from "node:fs"
import type net from "node:net"
import os from "node:os"
import path from "node:path"

const MEMORY = "/dev/shm"
const ENOUGH = 3 * 2 ** 30

/** Whether files may be kept in memory here: containers often give a few megabytes only. */
export const fitsInMemory = () => {
  if (process.platform !== "linux" || process.availableMemory() < 2 * ENOUGH) return false
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK)
    const { bavail, bsize } = fs.statfsSync(MEMORY)
    return bavail * bsize >= ENOUGH
  } catch {
    return false
  }
}

/** Waits until its input ends, then ends the database servers of a folder and removes it. */
const tidyUp = `
cat
for file in "$0"/postgres/postmaster.pid "$0"/*/postgres/postmaster.pid; do
  [ -f "$file" ] && read -r pid < "$file" && kill -INT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
done
rm -rf "$0"`

/** When this process is gone, killed perhaps, nothing of the folder may stay behind. */
const watchOver = (folder: string) => {
  const watcher = spawn("sh", ["-c", tidyUp, folder], { stdio: ["pipe", "ignore", "ignore"], detached: true })
  watcher.unref()
  const input = watcher.stdin as net.Socket
  input.unref()
}

/**
 * Makes a folder for the files of a database server that is thrown away: in memory where there is room, for on a disk
 * making and dropping a database costs ten times as much. Everybody may enter it, as the server's own user must. Whatever
 * is left in it is removed, and its server ended, when this process ends.
 */
export const quickFolder = (prefix: string): string => {
  const folder = fs.mkdtempSync(path.join(fitsInMemory() ? MEMORY : os.tmpdir(), prefix))
  fs.chmodSync(folder, 0o755)
  watchOver(folder)
  return folder
}
