import { Effect, Schema } from "effect"
import type postgres from "postgres"
import { defineEvent } from "#kernel/bus/event.ts"
import { type Pace, type RetryPolicy, subscribe } from "#kernel/bus/message-bus.ts"
import { query } from "#kernel/database/database.ts"

/** A small product of its own, so that these tests know no module: parcels are posted, then delivered and weighed. */
export const ParcelPosted = defineEvent("parcels.parcel-posted.v1", "Somebody posted a parcel.", {
  parcel: Schema.Int,
  label: Schema.String,
})
export const ParcelLost = defineEvent("parcels.parcel-lost.v1", "A parcel is gone.", { parcel: Schema.Int })

/** As quick as pg-boss allows. */
export const quick: Pace = { heartbeatSeconds: 10, superviseSeconds: 1, pollSeconds: 0.5 }
export const twoRetries: RetryPolicy = { limit: 2, delaySeconds: 1 }

/** What a consumer did, one row each time: nothing in the table would hide a second effect. */
export const createEffects = async (owner: postgres.Sql) => {
  await owner.unsafe(`
    create schema parcels;
    create table parcels.effects (parcel int, consumer text not null, worker int not null default 0);
    grant usage on schema parcels to hoistway_app;
    grant select, insert on parcels.effects to hoistway_app`)
}

export const record = (parcel: number, consumer: string) =>
  query(
    (tx) => tx`insert into parcels.effects (parcel, consumer, worker) values (${parcel}, ${consumer}, ${process.pid})`,
  )

export const deliver = subscribe("parcels.deliver", ParcelPosted, ({ parcel }) => record(parcel, "deliver"))
export const weigh = subscribe("parcels.weigh", ParcelPosted, ({ parcel }) => record(parcel, "weigh"))

/** Takes long enough for a second worker to get its share. */
export const inspect = subscribe("parcels.inspect", ParcelPosted, ({ parcel }) =>
  record(parcel, "inspect").pipe(Effect.andThen(query((tx) => tx`select pg_sleep(0.01)`))),
)
