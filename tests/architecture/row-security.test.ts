import type postgres from "postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { APP_ROLE } from "#kernel/database/migrate.ts"
import { modules } from "../../tools/check/boundaries.ts"
import { testDatabase, type TestDatabase } from "../support/database.ts"

/** Tables that show no customer's data to another even without row security, each with why. */
const open: Readonly<Record<string, string>> = {
  "access.company": "The service company's own name and telephone number, on every page.",
}

/** Views that look with their owner's eyes all the same, each with why. */
const lookedUpByOwner: Readonly<Record<string, string>> = {
  "access.visible_units":
    "Asked by every policy. It is bound to the present membership and account itself; tests/isolation/eyes.test.ts tries it.",
}

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const schemas = Object.keys(modules)

/** Tables of our schemas that the application may read without a policy that holds for it. */
const unprotected = async (sql: postgres.Sql) => {
  const rows = await sql<Array<{ name: string }>>`
    select n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any(${schemas}) and c.relkind in ('r', 'p', 'm') and not c.relispartition
      and not (c.relrowsecurity
        and pg_get_userbyid(c.relowner) <> ${APP_ROLE}
        and exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive
          and p.polroles = array[(select oid from pg_roles where rolname = ${APP_ROLE})]))
    order by name`
  return rows.map(({ name }) => name)
}

/** Views that look with their owner's eyes, which row security does not bind. */
const ownersViews = (sql: postgres.Sql) => sql`
  select n.nspname || '.' || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any(${schemas}) and c.relkind = 'v' and not coalesce('security_invoker=true' = any(c.reloptions), false)`

const crossingKeys = (sql: postgres.Sql) => sql`
  select k.conname from pg_constraint k
  join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
  where k.contype = 'f' and a.relnamespace <> b.relnamespace`

test("every table of a module has row security for the application, but for those listed with a reason", async () => {
  expect(await unprotected(database.owner)).toEqual(Object.keys(open).toSorted())
})

test("no table with an account_id stands outside the modules", async () => {
  const rows = await database.owner`
    select table_schema || '.' || table_name as name from information_schema.columns
    where column_name = 'account_id' and table_schema <> all(${schemas})`
  expect(rows).toEqual([])
})

test("views look with the eyes of whoever asks", async () => {
  const names = (await ownersViews(database.owner)).map(({ name }) => name as string)
  expect(names).toEqual(Object.keys(lookedUpByOwner))
})

test("no foreign key leads from one schema into another", async () => {
  expect(await crossingKeys(database.owner)).toEqual([])
})

test("a table, a policy for another role, a view and a foreign key that break this are caught", async () => {
  const { owner } = database
  await owner.unsafe(`
    create table equipment.planted_bare (account_id int);
    create table equipment.planted_reading (account_id int);
    alter table equipment.planted_reading enable row level security;
    create policy viewer on equipment.planted_reading for select to ${APP_ROLE} using (true);
    create table equipment.planted_public (account_id int);
    alter table equipment.planted_public enable row level security;
    create policy viewer on equipment.planted_public to public using (true);
    create view equipment.planted_view as select * from access.accounts;
    create table equipment.planted_key (account_id int constraint planted_crossing references access.accounts (id));
    alter table equipment.planted_key enable row level security;
    create policy viewer on equipment.planted_key to ${APP_ROLE} using (false)`)
  const caught = (await unprotected(owner)).filter((name) => !(name in open))
  expect(caught).toEqual(["equipment.planted_bare", "equipment.planted_public", "equipment.planted_reading"])
  const views = (await ownersViews(owner)).map(({ name }) => name as string)
  expect(views.filter((name) => !(name in lookedUpByOwner))).toEqual(["equipment.planted_view"])
  expect(await crossingKeys(owner)).toEqual([{ conname: "planted_crossing" }])
})

test("the application's role owns nothing and cannot pass over row security", async () => {
  const [role] = await database.owner`select rolsuper, rolbypassrls from pg_roles where rolname = ${APP_ROLE}`
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false })
  const owned = await database.owner`select relname from pg_class where pg_get_userbyid(relowner) = ${APP_ROLE}`
  expect(owned).toEqual([])
})
