import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { isSameUsualPlan, shippedPlans, type UsualPlan } from "../domain/usual-plans.ts"
import * as UsualPlans from "../persistence/usual-plans.ts"

/** There is no such usual plan of the operator's own. */
class UsualPlanNotFound extends Schema.TaggedError<UsualPlanNotFound>()("UsualPlanNotFound", {}) {}

/** Units of that kind, drive and contract type have another usual plan of that name in the country. */
class UsualPlanTaken extends Schema.TaggedError<UsualPlanTaken>()("UsualPlanTaken", {}) {}

/** Makes a country's usual plans ("": those of every country that is not named) the operator's own, as they are shipped; own ones stay. */
export const ownUsualPlans = Effect.fn("Maintenance.ownUsualPlans")(
  function* (country: string) {
    if (yield* UsualPlans.own(country)) yield* UsualPlans.add(country, shippedPlans(country))
  },
  transactional,
  as(everything),
)

/** Takes a country's own usual plans out: those that are shipped hold again. Plans that units have stay. */
export const disownUsualPlans = Effect.fn("Maintenance.disownUsualPlans")(
  function* (country: string) {
    yield* UsualPlans.disown(country)
  },
  transactional,
  as(everything),
)

const free = Effect.fnUntraced(function* (country: string, plan: UsualPlan, except: number | null) {
  if (!(yield* UsualPlans.hold(country))) return yield* new UsualPlanNotFound()
  const others = (yield* UsualPlans.all).filter((one) => one.country === country && one.id !== except)
  if (others.some((one) => isSameUsualPlan(one, plan))) return yield* new UsualPlanTaken()
})

/** Adds a usual plan to a country's own ones. Plans that units have stay as they are. */
export const addUsualPlan = Effect.fn("Maintenance.addUsualPlan")(
  function* (country: string, plan: UsualPlan) {
    yield* free(country, plan, null)
    yield* UsualPlans.add(country, [plan])
  },
  transactional,
  as(everything),
)

/** Changes a usual plan. Plans that units have stay as they are, until they are set anew. */
export const changeUsualPlan = Effect.fn("Maintenance.changeUsualPlan")(
  function* (id: number, plan: UsualPlan) {
    const before = yield* UsualPlans.byId(id)
    if (before === null) return yield* new UsualPlanNotFound()
    yield* free(before.country, plan, id)
    yield* UsualPlans.save(id, plan)
  },
  transactional,
  as(everything),
)

/** Takes a usual plan out; gone already is as good. Plans that units have stay. */
export const removeUsualPlan = Effect.fn("Maintenance.removeUsualPlan")(
  function* (id: number) {
    yield* UsualPlans.remove(id)
  },
  transactional,
  as(everything),
)
