import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as MoveWishes from "../persistence/move-wishes.ts"

/** The wishes about a visit that the viewer may see, the newest first. */
export const moveWishesOf = (orderId: number) => MoveWishes.of(orderId).pipe(reading)

/** The wishes of all customers that wait for an answer, the oldest first. For staff. */
export const openMoveWishes = (limit: number) => MoveWishes.open(limit).pipe(reading, as(everything))
