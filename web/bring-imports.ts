import { bringImport } from "#equipment"
import { orderImports } from "#maintenance"

/** Has this process import the files of every module, whatever kind they are of. Harmless when it is done twice. */
export const bringImports = (): void => bringImport(orderImports)
