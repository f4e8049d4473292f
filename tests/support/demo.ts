import postgres from "postgres"
import { appUrl } from "#kernel/database/migrate.ts"
import { createRuntime, services } from "../../web/composition.ts"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { loadDemo } from "../../web/demo/load-demo.ts"
import { databaseUrl, testDatabase, type TestDatabase, withCluster } from "./database.ts"
import { cheapPasswords } from "./person.ts"

const TEMPLATE = "template_demo"
const UNFINISHED = "template_demo_unfinished"

const load = async (url: string) => {
  const runtime = createRuntime(services(appUrl(url), { listening: false }))
  const owner = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await runtime.runPromise(loadDemo(new Date()))
    await cheapPasswords(owner, demoPassword)
  } finally {
    await Promise.all([runtime.dispose(), owner.end()])
  }
}

/** Makes the template once a run: who asks first loads the demo, who asks meanwhile waits. */
const ensureTemplate = () =>
  withCluster(async (admin) => {
    await admin`select pg_advisory_lock(hashtext(${TEMPLATE}))`
    const [made] = await admin`select from pg_database where datname = ${TEMPLATE}`
    if (made !== undefined) return
    await admin.unsafe(`drop database if exists ${UNFINISHED} with (force)`)
    await admin.unsafe(`create database ${UNFINISHED} template template_migrated`)
    await load(databaseUrl(UNFINISHED))
    await admin.unsafe(`alter database ${UNFINISHED} rename to ${TEMPLATE}`)
  })

/** A database of one's own with the demo fleet in it. */
export const demoDatabase = async (): Promise<TestDatabase> => {
  await ensureTemplate()
  return testDatabase(TEMPLATE)
}
