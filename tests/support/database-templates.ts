import os from "node:os"
import { Effect, Layer } from "effect"
import postgres from "postgres"
import { inject } from "vitest"
import { readConfig } from "#kernel/config.ts"
import { appUrl } from "#kernel/database/migrate.ts"
import { consumers, createRuntime, services } from "../../web/composition.ts"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { loadDemo } from "../../web/demo/load-demo.ts"
import { databaseUrl, ofCluster, testDatabase, type TestDatabase } from "./database.ts"
import { cheapPasswords } from "./person.ts"

/** What a database of one's own is cloned from; each is made from another one, and filled. */
interface Template {
  readonly name: string
  /** Null: the one that has only been migrated. */
  readonly from: Template | null
  readonly fill: (url: string, owner: postgres.Sql) => Promise<void>
}

/** With the queues of a portal that has been started before. */
const portal: Template = {
  name: "template_portal",
  from: null,
  fill: async (url, owner) => {
    const worker = consumers(appUrl(url), readConfig({ HOISTWAY_DATA: os.tmpdir() }), () => {})
    const runtime = createRuntime(worker.pipe(Layer.provideMerge(services(appUrl(url), { listening: false }))))
    await runtime.runPromise(Effect.void)
    await runtime.dispose()
    // A clone would make up for what its schedules have missed meanwhile.
    await owner`delete from bus.schedule`
  },
}

const demo: Template = {
  name: "template_demo",
  from: portal,
  fill: async (url, owner) => {
    const runtime = createRuntime(services(appUrl(url), { listening: false }))
    try {
      await runtime.runPromise(loadDemo(new Date()))
      await cheapPasswords(owner, demoPassword)
    } finally {
      await runtime.dispose()
    }
  },
}

/** Which thread of the run asks first makes it; who asks meanwhile waits. */
const make = async ({ name, from, fill }: Template) => {
  const lock = postgres(inject("clusterUrl"), { max: 1, onnotice: () => {} })
  const unfinished = `${name}_unfinished`
  const owner = postgres(databaseUrl(unfinished), { max: 1, onnotice: () => {} })
  try {
    await lock`select pg_advisory_lock(hashtext(${name}))`
    const [made] = await lock`select from pg_database where datname = ${name}`
    if (made !== undefined) return
    await ofCluster().unsafe(`drop database if exists ${unfinished} with (force)`)
    if (from !== null) await ensure(from)
    await ofCluster().unsafe(`create database ${unfinished} template ${from?.name ?? "template_migrated"}`)
    await fill(databaseUrl(unfinished), owner)
    await owner.end()
    await ofCluster().unsafe(`alter database ${unfinished} rename to ${name}`)
  } finally {
    await Promise.all([lock.end(), owner.end()])
  }
}

const made = new Map<Template, Promise<void>>()
const ensure = async (template: Template): Promise<void> => {
  const making = made.get(template) ?? make(template)
  made.set(template, making)
  await making
}

const cloneOf = async (template: Template): Promise<TestDatabase> => {
  await ensure(template)
  return testDatabase(template.name)
}

/** A database of one's own for a portal. */
export const portalDatabase = () => cloneOf(portal)

/** The same with the demo fleet in it. */
export const demoDatabase = () => cloneOf(demo)
