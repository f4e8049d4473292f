import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, type Day, dayAt } from "#kernel/time.ts"
import * as Technicians from "../persistence/technicians.ts"

/** There is no such technician. */
class NoSuchTechnician extends Schema.TaggedError<NoSuchTechnician>()("NoSuchTechnician", {}) {}

/** Another technician signs in as that user. */
class UserTaken extends Schema.TaggedError<UserTaken>()("UserTaken", {}) {}

/** What is kept of a technician, and when they work. */
export interface KeptTechnician extends Technicians.TechnicianDetails {
  readonly hours: ReadonlyArray<Technicians.HoursRow>
}

const freeUser = Effect.fnUntraced(function* ({ userId }: KeptTechnician, except: number | null) {
  if (userId !== null && (yield* Technicians.hasUser(userId, except))) return yield* new UserTaken()
})

/** Adds a technician and returns the id. */
export const addTechnician = Effect.fn("Maintenance.addTechnician")(
  function* (one: KeptTechnician) {
    yield* freeUser(one, null)
    const id = yield* Technicians.insert(one)
    yield* Technicians.setHours(id, one.hours)
    return id
  },
  transactional,
  as(everything),
)

/** Changes what is kept of a technician. What is planned follows at the planner's next run. */
export const changeTechnician = Effect.fn("Maintenance.changeTechnician")(
  function* (id: number, one: KeptTechnician) {
    yield* freeUser(one, id)
    if (!(yield* Technicians.save(id, one))) return yield* new NoSuchTechnician()
    yield* Technicians.setHours(id, one.hours)
  },
  transactional,
  as(everything),
)

/** Notes that a technician is away on some days. What is planned on them follows at the planner's next run. */
export const addAbsence = Effect.fn("Maintenance.addAbsence")(
  function* (technicianId: number, absence: Omit<Technicians.AbsenceRow, "id">, now: Date) {
    const found = yield* Technicians.byId(technicianId, dayAt(now, "UTC"))
    if (found === null) return yield* new NoSuchTechnician()
    yield* Technicians.addAbsence(technicianId, absence)
  },
  transactional,
  as(everything),
)

/** Takes days away back; gone already is as good. */
export const removeAbsence = Effect.fn("Maintenance.removeAbsence")(
  function* (technicianId: number, id: number) {
    yield* Technicians.removeAbsence(technicianId, id)
  },
  transactional,
  as(everything),
)

/** How long absences that are over are still shown. */
const PAST_DAYS = 30

const shownSince = (now: Date): Day => addDays(dayAt(now, "UTC"), -PAST_DAYS)

/** Every technician, by name, with absences of the last month and to come. For staff. */
export const technicians = (now: Date) => Technicians.all(shownSince(now)).pipe(transactional, as(everything))

/** One technician, or null. For staff. */
export const technicianById = (id: number, now: Date) =>
  Technicians.byId(id, shownSince(now)).pipe(transactional, as(everything))
